import FoundationEssentials

/// A report as a page of the documentation.
struct MarkdownReport {
    private let text: String

    init(_ report: Report) {
        let rows = ([Row.headings, ["---", "---:", "---:", "---:", "---:", "---"]] + report.rows.map(\.cells))
            .map { "| \($0.joined(separator: " | ")) |" }
        text = """
            # Benchmarks

            What Runlet adds to running a program, measured from outside: a client on the same machine, a server with
            its default configuration, and the same program started without it. Bare runs and requests take turns in one
            run, so that noise of the machine hits both alike.

            This page is written by the benchmark itself. Measure yours, with the server built for release:

            ```sh
            make bench
            ```

            \(report.machine.sentence), \(report.machine.date), \(report.runs) runs of each.

            \(rows.joined(separator: "\n"))

            * **bare** is `/usr/bin/python3 hello.py` from posix_spawn to the end of its output and its exit.
            * **/execute** is the same program as a request, one after the other over one keep-alive connection, from
              the first byte sent to the last byte read.
            * **The engine's own share** is a request's time without making the sandbox and running the program, as
              `usage.stages` of the answer tells them: queue, collect, and the rest, which is HTTP, JSON and the store.
            * **Throughput** is that of 8 callers at once, each waiting for its answer before it asks again.
            * **Memory** is the server process's resident set (`VmRSS`): before any request, and the highest seen while
              200 requests are in flight.
            * **Noise** is the bare program's p99 over its p50. Far above 1.5, the machine was busy with something else.

            """
    }

    func write(to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw BenchError("cannot write \(path): \(error)")
        }
    }
}
