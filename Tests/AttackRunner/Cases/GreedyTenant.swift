import Foundation
import TestKit

/// A23: one tenant queues all that it can; what that means for another.
///
/// There are no tenants yet, so the bound is the queue's: what is accepted is run in the order in which it came (within
/// its priority), and where the queue is full all are refused at once with a time to come back at.
struct GreedyTenant: AttackCase {
    let id = "A23"
    let name = "A23-greedy-tenant"
    let title = "where one tenant fills the queue, another is refused at once or served within the queue's bound"

    private static let pending = 40
    private static let slots = 4
    /// Seconds that each of the jobs takes.
    private static let work = 0.3

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let settings = ["COORDINATOR_MAXPENDING": "\(Self.pending)", "WORKER_QUEUES_DEFAULT": "\(Self.slots)"]
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            let client = server.client
            _ = try await client.bash("echo settled")
            let ids = try await Self.fill(client, &findings)
            let refusal = try await Self.hello(client)
            findings.expect(refusal.status == 429, "with a full queue: \(refusal.status) \(refusal.text)")
            findings.expect(refusal.ms < 1000 * range.options.slowness, "refused after \(Int(refusal.ms)) ms")
            // Room for three, and the greedy one goes on after that.
            for id in ids.suffix(3) { _ = try await client.send("PUT", "/jobs/\(id)/cancel") }
            let bound = (Double(Self.pending) / Double(Self.slots) * Self.work * 2 + 3) * 1000 * range.options.slowness
            async let ordinary = Self.hello(client)
            async let urgent = Self.urgent(client)
            try await Task.sleep(for: .milliseconds(200))
            async let greedy = Self.goOn(client, for: .seconds(2))
            let (answer, first) = (try await ordinary, try await urgent)
            let more = await greedy
            findings.expect(
                answer.status == 200 && answer.ms <= bound,
                "\(answer.status) after \(Int(answer.ms)) of \(Int(bound)) ms")
            // The highest priority waits for no more than a slot.
            let soon = (Self.work * 2 + 1) * 1000 * range.options.slowness
            findings.expect(
                first <= soon && first < answer.ms, "priority 9 after \(Int(first)) ms, priority 0 \(Int(answer.ms))")
            findings.note =
                "\(Self.pending) jobs of \(Self.work) s on \(Self.slots) slots and \(more) more meanwhile: refused in "
                + "\(Int(refusal.ms)) ms; hello \(Int(answer.ms)) ms, with priority 9 \(Int(first)) ms"
            let isCalm = try await eventually(within: range.patience(20)) {
                try await client.get("/queues").json.items.allSatisfy { $0["size"] == 0 && $0["unacknowledged"] == 0 }
            }
            findings.expect(isCalm, "the queue does not become empty")
        }
        return findings
    }

    private static func greed(_ client: ServerClient) async throws -> Answer {
        try await client.post("/execute?wait=false", ["language": "bash", "code": .string("sleep \(work)")])
    }

    /// Fills the queue; the ids of its jobs.
    private static func fill(_ client: ServerClient, _ findings: inout CaseFindings) async throws -> [String] {
        var ids: [String] = []
        for _ in 0..<pending * 2 {
            let answer = try await greed(client)
            if answer.status == 429 {
                findings.expect(
                    answer.header("retry-after").flatMap { Int($0) } ?? 0 >= 1, "a refusal has no time to come back at")
                return ids
            }
            ids.append(answer["id"].string ?? "")
        }
        throw TestFailure("\(ids.count) jobs were accepted, of at most \(pending)")
    }

    /// Takes every place that becomes free; how many.
    private static func goOn(_ client: ServerClient, for duration: Duration) async -> Int {
        let end = ContinuousClock.now + duration
        var count = 0
        while ContinuousClock.now < end {
            if let answer = try? await greed(client), answer.status == 202 { count += 1 }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return count
    }

    private static func hello(_ client: ServerClient) async throws -> (status: Int, text: String, ms: Double) {
        let start = ContinuousClock.now
        let answer = try await client.bash("echo hello")
        return (answer.status, answer.text, (ContinuousClock.now - start) / .milliseconds(1))
    }

    /// The milliseconds that a job of the highest priority takes.
    private static func urgent(_ client: ServerClient) async throws -> Double {
        let start = ContinuousClock.now
        let task: JSONValue = ["language": "bash", "code": "echo urgent", "priority": 9]
        let answer = try await client.post("/jobs", ["tasks": [task]])
        guard answer.status == 202, let id = answer["id"].string else {
            throw TestFailure("not accepted: \(answer.status) \(answer.text)")
        }
        let job = try await client.ended(id)
        guard job["state"] == "COMPLETED" else { throw TestFailure("not run: \(job)") }
        return (ContinuousClock.now - start) / .milliseconds(1)
    }
}
