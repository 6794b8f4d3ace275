import Foundation
import Glibc
import TestKit

struct StoppedServer: AttackCase {
    let id = "G23"
    let name = "G23-stopped-server"
    let title = "SIGTERM with runs of many kinds under way, with a second signal, and with more work than grace"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        for signals in [[SIGTERM, SIGTERM], [SIGINT, SIGTERM, SIGINT]] {
            try await finish(signals, &findings, range.options.slowness)
        }
        try await giveUp(&findings, range.options.slowness)
        return findings
    }

    /// What runs fits into the grace time.
    private func finish(_ signals: [Int32], _ findings: inout CaseFindings, _ slowness: Double) async throws {
        let directory = try TemporaryDirectory()
        let settings = ["WORKER_QUEUES_DEFAULT": "10", "COORDINATOR_GRACETIMEOUT": "\(Int(20 * slowness))s"]
        let server = try await OwnServer.start(.init(settings: settings), in: directory)
        let waiting = (0..<10).map { number in
            Task { await MixedRun.make(number).execute(on: server.client, streamed: number % 2 == 1) }
        }
        _ = try await eventually { try await server.client.get("/jobs").json["totalItems"].int == 10 }
        let start = ContinuousClock.now
        for signal in signals {
            server.process.send(signal)
            try await Task.sleep(for: .milliseconds(100))
        }
        let what = "after \(signals.count) signals"
        for (number, client) in waiting.enumerated() {
            let answer = await client.value
            findings.expect(answer == .right, "\(what), run \(number): \(answer)")
        }
        await server.client.close()
        let end = try await server.process.wait(atMost: .seconds(20 + 10 * slowness))
        findings.expect(end == .exited(0), "\(what), the server ended as \(end)")
        let took = ContinuousClock.now - start
        findings.expect(took < .seconds(10 * slowness), "\(what), it took \(took)")
        findings.expect(Host.groups(of: server.pid).isEmpty, "P-CG: \(what), groups are left")
        try await OwnServer.expectNoPrograms(of: server, &findings)
        OwnServer.removeGroups(of: server.pid)
    }

    /// What runs does not, and what waits even less.
    private func giveUp(_ findings: inout CaseFindings, _ slowness: Double) async throws {
        let directory = try TemporaryDirectory()
        let settings = ["WORKER_QUEUES_DEFAULT": "2", "COORDINATOR_GRACETIMEOUT": "1s"]
        let first = try await OwnServer.start(.init(settings: settings), in: directory)
        var ids: [String] = []
        for number in 0..<6 { ids.append(try await first.client.submit("sleep 2; echo \(number)")) }
        let waiting = Task { await MixedRun.make(0).execute(on: first.client) }
        _ = try await eventually { first.programs.count >= 2 }
        let start = ContinuousClock.now
        first.process.send(SIGTERM)
        try await Task.sleep(for: .milliseconds(200))
        first.process.send(SIGTERM)
        switch await waiting.value {
        case .refused(503, _), .broken: break
        case let other: findings.problems.append("a client whose run never began got \(other)")
        }
        await first.client.close()
        try await first.process.wait(atMost: .seconds(20 + 10 * slowness))
        let took = ContinuousClock.now - start
        findings.expect(took < .seconds(1 + 3 * slowness), "with a grace time of 1 s it took \(took)")
        try await OwnServer.expectNoPrograms(of: first, &findings)
        try await OwnServer.with(.init(settings: settings), in: directory, &findings) { second, findings in
            findings.expect(Host.groups(of: first.pid).isEmpty, "P-CG: the first server's groups are left")
            for (number, id) in ids.enumerated() {
                let job = try await second.client.ended(id, within: .seconds(20 * slowness))
                findings.expect(
                    job["result"]["output"] == .string("\(number)\n"),
                    "a job that was given up is \(job["state"]) later")
            }
        }
        findings.note = "with a grace time of 1 s, the end came after \(Int(took / .milliseconds(1))) ms"
    }
}
