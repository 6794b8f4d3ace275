import Foundation
import TestKit

/// R34: many runs at once, each with every descriptor that it may have.
struct AllDescriptors: AttackCase {
    let id = "R34"
    let name = "R34-all-descriptors"
    let title = "many runs that each hold all descriptors do not use up the machine's"

    private static let processes = 50
    private static let program = """
        import os, resource, time
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        reader, writer = os.pipe()
        for i in range(\(processes)):
            if os.fork() == 0:
                count = 0
                try:
                    while True:
                        os.open("/dev/null", 0)
                        count += 1
                except OSError as error:
                    os.write(writer, b"%d %d\\n" % (count, error.errno))
                time.sleep(60)
        text = b""
        while text.count(b"\\n") < \(processes):
            text += os.read(reader, 4096)
        print(limit, {line.split()[1] for line in text.split(b"\\n") if line}, sum(int(line.split()[0]) for line in text.split(b"\\n") if line), flush=True)
        time.sleep(1)
        """

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let runs = range.options.isMachine ? 4 : 12
        let (before, most) = Self.files
        let settings = ["WORKER_QUEUES_DEFAULT": "\(runs + 1)"]
        try await OwnServer.with(.init(settings: settings), onlyBash: false, &findings) { server, findings in
            let client = server.client
            _ = try await client.bash("echo settled")
            let own = Host.descriptors(of: server.pid)
            let ownPeak = Peak(every: .milliseconds(20)) { Host.descriptors(of: server.pid) }
            let peak = Peak(every: .milliseconds(20)) { Self.files.open }
            async let answers = parallel(runs, width: runs) { _ in
                try? await client.execute([
                    "language": "python", "code": .string(Self.program),
                    "limits": ["timeout": "40s", "memory": "512MiB"],
                ])
            }
            // Somebody else, at the same time.
            let hellos = await parallel(20, width: 1) { _ in
                try? await Task.sleep(for: .milliseconds(100))
                return try? await client.bash("exec 5</dev/null; echo hello")["output"].string
            }
            let texts = await answers.map { $0?["stdout"].string ?? $0?.text ?? "no answer" }
            let (highest, ownHighest) = (await peak.end(), await ownPeak.end())
            findings.expect(hellos.allSatisfy { $0 == "hello\n" }, "P-LAT: another tenant got \(hellos)")
            var held = 0
            for text in texts {
                let words = text.split(separator: " ")
                let count = words.last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
                held += count
                // EMFILE is the end for each of them, at its limit.
                let isRight = words.count == 3 && words[1] == "{b'24'}" && count > Self.processes * 900
                findings.expect(isRight, "a run printed \(text.prefix(200))")
            }
            findings.expect(highest < most * 9 / 10, "\(highest) files of \(most) were open")
            findings.expect(highest >= before + held / 2, "the attack was none: \(highest) files were open")
            let isBack = try await eventually(within: range.patience(5)) { Self.files.open <= before + held / 20 }
            findings.expect(isBack, "P-FD: \(Self.files.open) files are open, \(before) before")
            // Its own ends of the runs' pipes, and of connections.
            findings.expect(ownHighest <= own + 24 * (runs + 1), "P-FD: the server had \(ownHighest), \(own) at rest")
            findings.note =
                "\(held) held in \(runs) runs; machine \(highest) of \(most), server \(own) to \(ownHighest)"
        }
        return findings
    }

    /// Open files of the machine, and how many there may be.
    private static var files: (open: Int, most: Int) {
        let words = (Host.text("/proc/sys/fs/file-nr") ?? "").split(whereSeparator: \.isWhitespace).compactMap {
            Int($0)
        }
        return (words.first ?? 0, words.last ?? 0)
    }
}
