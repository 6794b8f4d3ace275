import Foundation
import Glibc
import TestKit

struct KilledLauncher: AttackCase {
    let id = "G02"
    let name = "G02-killed-launcher"
    let title = "the launcher, and inits of single runs, are killed with runs of many kinds under way"
    let everyCommit = true

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "6"]), &findings) { server, findings in
            let runs = (0..<20).map(MixedRun.make)
            let waiting = runs.enumerated().map { number, run in
                Task { await run.execute(on: server.client, streamed: number % 2 == 1) }
            }
            var launchers = 0
            var inits = 0
            for round in 0..<4 {
                _ = try await eventually { server.programs.count >= 3 }
                try await Task.sleep(for: .milliseconds(150))
                guard let launcher = Host.children(of: server.pid).first else { continue }
                if round % 2 == 0 {
                    // Some single ones.
                    for pid in Host.children(of: launcher).prefix(2) where kill(pid, SIGKILL) == 0 { inits += 1 }
                } else if kill(launcher, SIGKILL) == 0 {
                    launchers += 1
                }
            }
            var retried = 0
            for client in waiting {
                switch await client.value {
                case .right: continue
                case .wrong(let problem): findings.problems.append(problem)
                // One that was hit on each of its attempts.
                case .refused(500, _): retried += 1
                case .refused(let status, let message): findings.problems.append("refused: \(status) \(message)")
                case .broken: findings.problems.append("an answer is missing")
                }
            }
            findings.expect(retried <= 2, "\(retried) of 20 runs were given up, of which each had three attempts")
            findings.expect(
                launchers == 2 && inits > 0, "only \(launchers) launchers and \(inits) inits were there to kill")
            let jobs = try await server.client.get("/jobs?size=100").json["items"].items
            findings.expect(jobs.allSatisfy { $0["endedAt"] != .null }, "a job has no end")
            try await OwnServer.expectWorking(server.client, within: .seconds(5), &findings, "afterwards")
            findings.note =
                "\(launchers) launchers and \(inits) inits killed, \(20 - retried) of 20 right, \(retried) given up"
        }
        return findings
    }
}
