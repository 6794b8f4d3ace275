import Foundation
import TestKit

/// R19: the kernel must not kill the server for memory, but it must be able to kill its runs.
struct UnkillableServer: AttackCase {
    let id = "R19"
    let name = "R19-unkillable-server"
    let title = "a run of a server that the kernel spares for memory is not spared"

    private static let bomb = """
        #include <stdlib.h>
        #include <string.h>
        int main(void) { for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); } }
        """
    /// Tries to be spared itself, from inside.
    private static let plea = """
        for score in -1000 -1 0 999; do echo $score >/proc/self/oom_score_adj && echo lowered; done 2>/dev/null
        echo score $(</proc/self/oom_score_adj)
        """

    func obstacle(on range: AttackRange) -> String? {
        // CAP_SYS_RESOURCE.
        let capabilities = Host.status("CapEff", of: getpid()).first.flatMap { UInt64($0, radix: 16) } ?? 0
        return capabilities >> 24 & 1 == 1 ? nil : "sparing a process needs CAP_SYS_RESOURCE, which is not here"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        // From its very start, so that its launcher is born with it.
        let spared = ServerProcess.Options(
            program: "/bin/sh",
            arguments: [
                "-c", "echo -1000 >/proc/self/oom_score_adj && exec \"$0\" \"$@\"", Package.runlet, "run", "standalone",
            ])
        try await OwnServer.with(spared, onlyBash: false, &findings) { server, findings in
            findings.expect(Self.score(server.pid) == -1000, "the server is not spared: \(Self.score(server.pid) ?? 0)")
            let client = server.client
            let answer = try await client.bash(Self.plea)
            findings.expect(answer["output"] == "score 1000\n", "from inside: \(answer["output"])")
            let sleeper = try await client.submit("sleep 30 & sleep 30")
            _ = try await client.job(sleeper, in: ["RUNNING"])
            var scores: [Int] = []
            let isSeen = try await eventually(within: range.patience(5)) {
                scores = server.programs.compactMap(Self.score)
                return scores.count >= 3
            }
            findings.expect(isSeen && scores.allSatisfy { $0 >= 0 }, "scores from outside: \(scores)")
            _ = try await client.send("PUT", "/jobs/\(sleeper)/cancel")
            _ = try await client.ended(sleeper)
            let start = ContinuousClock.now
            let end = try await client.execute([
                "language": "c", "code": .string(Self.bomb), "limits": ["memory": "64MiB", "timeout": "30s"],
            ])
            findings.expect(
                end["outcome"] == "memory-limit", "a memory bomb ends as \(end["outcome"]): \(end["output"])")
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            findings.note = "scores \(scores), memory bomb \(String(format: "%.1f", seconds)) s"
        }
        return findings
    }

    private static func score(_ pid: pid_t) -> Int? {
        Host.text("/proc/\(pid)/oom_score_adj").flatMap { Int($0.split(separator: "\n").first ?? "") }
    }
}
