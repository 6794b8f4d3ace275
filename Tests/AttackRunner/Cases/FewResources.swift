import Foundation
import Glibc
import TestKit

struct FewResources: AttackCase {
    let id = "G27"
    let name = "G27-few-resources"
    let title = "a server with few descriptors, and without processes for its sandboxes"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let slowness = range.options.slowness
        for (limit, what) in [
            ("ulimit -n 24", "24 descriptors"), ("ulimit -n 64", "64 descriptors"), ("ulimit -u 1", "1 process"),
        ] {
            let said = try await RefusedStart.of(.after("\(limit) && exec \"$@\""), &findings, "with \(what)")
            findings.expect(said.contains("Error: "), "with \(what) it says \(said)")
        }
        let options = ServerProcess.Options(settings: ["WORKER_QUEUES_DEFAULT": "12"])
        try await OwnServer.with(options, &findings) { server, findings in
            // Later than the start, at which the server looks how many it may have.
            let most = Host.descriptors(of: server.pid) + 40
            try await Shell.run("prlimit --pid \"$1\" --nofile=\"$2\":", "\(server.pid)", "\(most)")
            // No more at once than there are connections.
            var (right, refused) = (0, 0)
            for round in 0..<3 {
                let waiting = (0..<12).map { number in
                    Task {
                        await MixedRun.make(12 * round + number)
                            .execute(on: server.client, streamed: number % 3 == 2)
                    }
                }
                for client in waiting {
                    switch await client.value {
                    case .right: right += 1
                    case .wrong(let problem): findings.problems.append(problem)
                    case .broken: findings.problems.append("an answer is missing")
                    case .refused(let status, let message):
                        refused += 1
                        findings.expect([429, 500, 503].contains(status), "refused with \(status) \(message)")
                    }
                }
            }
            findings.expect(
                server.process.end == nil, "the server is gone: \(server.directory.read("stderr").suffix(300))")
            try await OwnServer.expectWorking(server.client, within: .seconds(10 * slowness), &findings, "afterwards")
            let open = try await server.client.get("/jobs?size=100").json["items"].items.count {
                $0["endedAt"] == .null
            }
            findings.expect(open == 0, "\(open) jobs have no end")
            findings.expect(
                right > 0 && refused > 0, "\(right) right and \(refused) refused: not few enough, or too few")
            findings.note = "with 40 descriptors more, of 36, 12 at once, \(right) right, \(refused) refused"
        }
        return findings
    }
}
