import ArgumentParser
import FoundationEssentials

/// `runlet-bench`: measures a real server from outside, beside what the same programs cost without it.
@main
struct RunletBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runlet-bench",
        abstract: "Measures what Runlet adds to running a program: time, throughput and memory.",
        discussion: """
            Starts a server of its own and ends it again. The bare program and the server take turns in one run, so \
            that noise of the machine hits both alike.
            """)

    @Option(help: "The server's executable. Default: the one called runlet beside this one.")
    var binary: String?

    @Option(help: "Runs of each measurement. (default: 300)")
    var runs: Int?

    @Flag(help: "60 runs: enough to see that everything works.")
    var quick = false

    @Flag(help: "Also measures other languages that are installed: bash, c, go, java.")
    var all = false

    @Flag(help: "Prints JSON instead of a table.")
    var json = false

    @Flag(help: "Exits with 1 where a goal is missed.")
    var strict = false

    @Option(help: ArgumentHelp("Also writes the table to this Markdown file.", valueName: "file"))
    var write: String?

    func validate() throws {
        guard !quick || runs == nil else { throw ValidationError("--quick and --runs exclude each other.") }
        guard count >= 10 else { throw ValidationError("--runs must be at least 10.") }
    }

    func run() throws {
        let report = try measure()
        if report.isNoisy { Console.warn("the machine was busy with something else: measure again when it is quiet") }
        if let write { try MarkdownReport(report).write(to: write) }
        Console.output(json ? try report.json() : TextReport(report).text)
        if strict, !report.missed.isEmpty { throw ExitCode(1) }
    }

    private var count: Int { runs ?? (quick ? 60 : 300) }

    private func measure() throws -> Report {
        // Until the server is known, a signal waits.
        Interruption.hold()
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let server = try ServerProcess(binary: try binary ?? Self.siblingBinary(), directory: directory)
        defer { server.stop() }
        Interruption.onSignal {
            server.stop()
            directory.remove()
        }

        var report = Report(machine: .current(), runs: count)
        let memory = MemoryBenchmark(server: server)
        Console.progress("memory of an idle server")
        report.rows += try memory.idle()

        // Answers when the server knows every language's version: it asks for them behind the first requests.
        let languages = try ExecuteClient(port: server.port).availableLanguages()
        guard languages.contains("python") else { throw BenchError("the server has no python: \(languages)") }

        Console.progress("latency, \(count) runs")
        report.rows += try LatencyBenchmark(
            snippet: .python, directory: directory, port: server.port, runs: count
        ).rows()
        Console.progress("throughput")
        report.rows += try ThroughputBenchmark(
            snippet: .python, directory: directory, port: server.port, runs: count
        ).rows()
        Console.progress("memory under load")
        report.rows += try memory.underLoad()
        if all {
            for snippet in SampleSnippet.others where languages.contains(snippet.language) {
                Console.progress("latency of \(snippet.language)")
                report.rows += try LanguageBenchmark(snippet: snippet, port: server.port, runs: count).rows()
            }
        }
        return report
    }

    private static func siblingBinary() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/runlet"
    }
}
