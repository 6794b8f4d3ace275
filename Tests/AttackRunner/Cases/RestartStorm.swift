import Foundation
import TestKit

struct RestartStorm: AttackCase {
    let id = "G09"
    let name = "G09-restart-storm"
    let title = "one job is restarted and cancelled by many at once"

    /// What the many got.
    private struct Tally: Sendable {
        var restarts = 0
        var conflicts = 0
        var cancels = 0
        var others: [String] = []
        var manyResults = 0
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "4"]), &findings) { server, findings in
            let client = server.client
            let id = try await client.submit("echo begun; sleep 0.05; echo ended")
            _ = try await client.ended(id)
            let end = ContinuousClock.now + .seconds(2)
            let tally = await withTaskGroup(of: Tally.self) { group in
                for number in 0..<12 {
                    group.addTask { await Self.storm(number, id, client, until: end) }
                }
                return await group.reduce(into: Tally()) { sum, one in
                    sum.restarts += one.restarts
                    sum.conflicts += one.conflicts
                    sum.cancels += one.cancels
                    sum.others += one.others
                    sum.manyResults += one.manyResults
                }
            }
            findings.expect(tally.others.isEmpty, "answered \(tally.others.prefix(3))")
            findings.expect(
                tally.manyResults == 0, "\(tally.manyResults) streams had not exactly one result at their end")
            let settled = try await client.ended(id)
            let attempt = settled["tasks"][0]["attempt"].int ?? 0
            findings.expect(
                attempt == 1 + tally.restarts,
                "\(tally.restarts) restarts were accepted, and there were \(attempt) attempts")
            findings.expect(tally.restarts > 5 && tally.conflicts > 5, "there was no storm")
            findings.expect(try await client.send("PUT", "/jobs/\(id)/restart").status == 200, "no last restart")
            let last = try await client.ended(id)
            findings.expect(last["result"]["output"] == "begun\nended\n", "at last: \(last["result"]["output"])")
            findings.expect(last["tasks"][0]["attempt"].int == attempt + 1, "the last restart made no attempt")
            let isQuiet = try await eventually { server.programs.isEmpty }
            findings.expect(isQuiet, "P-PROC: attempts that were given up still run: \(server.programs)")
            let isSame = try await client.get("/jobs/\(id)").json == last
            findings.expect(isSame, "late news changed a job that had ended")
            let queued = try await client.get("/queues").text
            findings.expect(
                try await client.bash("echo next")["output"] == "next\n", "nothing runs afterwards: \(queued)")
            findings.note =
                "\(tally.restarts) restarts, \(tally.conflicts) refused with 409, \(tally.cancels) cancels, \(attempt) attempts"
        }
        return findings
    }

    private static func storm(
        _ number: Int, _ id: String, _ client: ServerClient, until end: ContinuousClock.Instant
    ) async -> Tally {
        var tally = Tally()
        while ContinuousClock.now < end {
            if number == 0 {
                let (_, events) = await client.eventsUntilCut("GET", "/jobs/\(id)/events")
                if events.count(where: { $0.name == "result" }) != 1 || events.last?.name != "result" {
                    tally.manyResults += 1
                }
                continue
            }
            let what = number % 3 == 0 ? "cancel" : "restart"
            guard let answer = try? await client.send("PUT", "/jobs/\(id)/\(what)") else {
                tally.others.append("\(what): no answer")
                continue
            }
            switch (what, answer.status) {
            case ("restart", 200): tally.restarts += 1
            case ("restart", 409): tally.conflicts += 1
            case ("cancel", 200): tally.cancels += 1
            default: tally.others.append("\(what): \(answer.status) \(answer.text.prefix(100))")
            }
            if number % 3 == 0 { try? await Task.sleep(for: .milliseconds(7)) }
        }
        return tally
    }
}
