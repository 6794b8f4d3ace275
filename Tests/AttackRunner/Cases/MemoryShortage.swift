import Foundation
import Glibc
import TestKit

struct MemoryShortage: AttackCase {
    let id = "G18"
    let name = "G18-short-of-memory"
    let title = "runs together want more memory than there is for the server and all of them"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let group = try MemoryGroup(near: range.server)
        defer { group.remove() }
        let options = ServerProcess.Options.after(group.entering, settings: ["WORKER_QUEUES_DEFAULT": "8"])
        try await OwnServer.with(options, &findings) { server, findings in
            try await OwnServer.expectWorking(
                server.client, within: .seconds(5 * range.options.slowness), &findings, "at first")
            let launchers = Host.children(of: server.pid)
            try group.limit(to: group.used + 100 << 20)
            let code = "x=$(head -c 25000000 /dev/zero | tr '\\0' x); sleep 0.5; echo ${#x}"
            let waiting = (0..<12).map { _ in Task { try? await server.client.bash(code) } }
            var (right, killed) = (0, 0)
            for client in waiting {
                let answer = await client.value
                let outcome = answer?["outcome"].string ?? "\(answer?.status ?? 0)"
                if outcome == "completed" {
                    right += 1
                    findings.expect(
                        answer?["output"] == "25000000\n", "called completed: \(answer?.text.prefix(200) ?? "")")
                } else {
                    killed += 1
                    findings.expect(
                        outcome == "memory-limit", "a run ended as \(answer?.text.prefix(300) ?? "no answer")")
                }
            }
            findings.expect(killed > 0, "there was memory enough")
            findings.expect(server.process.end == nil, "it was the server that ended")
            findings.expect(Host.children(of: server.pid) == launchers, "it was the launcher that ended")
            try await OwnServer.expectWorking(
                server.client, within: .seconds(5 * range.options.slowness), &findings, "afterwards")
            findings.note = "\(right) right, \(killed) ended for memory; the server and its launcher live"
        }
        return findings
    }
}
