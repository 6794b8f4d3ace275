import Foundation
import TestKit

/// A10: ten thousand requests at once; what is accepted is done, once, and what is not is told so.
struct RequestFlood: AttackCase {
    let id = "A10"
    let name = "A10-request-flood"
    let title = "of ten thousand requests at once each is either refused or run exactly once"
    /// The other tenant's server is another one: only the machine's processors are in between.
    let exceptions: Set<Oracle> = [.latency]

    private enum Result: Sendable {
        /// Answered with its result, or to be looked for under its id.
        case ended(id: String), accepted(id: String, token: String), refused
        case problem(String)
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let count = range.amount(10_000)
        let connections = range.amount(2500)
        let settings = ["WORKER_QUEUES_DEFAULT": "4", "COORDINATOR_MAXPENDING": "\(range.amount(1000))"]
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            _ = try await server.client.bash("echo settled")
            // The store opens its connections when they are first needed.
            _ = await parallel(32, width: 32) { _ in try? await server.client.get("/jobs") }
            let descriptors = Host.descriptors(of: server.pid)
            let client = ServerClient(port: server.port, connections: connections)
            let start = ContinuousClock.now
            let results = await parallel(count, width: connections) { number in
                do {
                    return try await Self.ask(client, number)
                } catch {
                    return .problem("\(error)")
                }
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            await client.close()
            // The last of those that nobody waits for.
            let calm = ContinuousClock.now
            let answer = try await Self.untilAccepted(server.client, within: range.patience(10))
            let recovery = (ContinuousClock.now - calm) / .seconds(1)
            findings.expect(answer?["output"] == "calm\n", "no recovery: \(answer?.text ?? "still refused")")
            findings.expect(recovery <= 10 * range.options.slowness, "recovery took \(recovery) s")

            let problems = results.compactMap { if case .problem(let text) = $0 { text } else { nil } }
            findings.expect(problems.isEmpty, "\(problems.count) are wrong, as \(problems.first ?? "")")
            let refused = results.count { if case .refused = $0 { true } else { false } }
            var expected: [String: String?] = [:]
            for result in results {
                switch result {
                case .ended(let id): expected.updateValue(nil, forKey: id)
                case .accepted(let id, let token): expected.updateValue(token, forKey: id)
                case .refused, .problem: break
                }
            }
            findings.expect(expected.count + refused + problems.count == count, "two requests got the same id")
            findings.expect(refused > 0 && !expected.isEmpty, "the flood was none: \(refused) refused")
            try await Self.compare(expected, with: server.client, besides: 2, range, &findings)
            let isBack = try await eventually(within: range.patience(5)) {
                Host.descriptors(of: server.pid) <= descriptors + 8
            }
            findings.expect(isBack, "P-FD: \(Host.descriptors(of: server.pid)) descriptors, \(descriptors) before")
            findings.note =
                "\(count) requests: \(expected.count) run, \(refused) refused, 0 lost, "
                + String(format: "%.1f s, then free after %.1f s", seconds, recovery)
        }
        return findings
    }

    /// One of three kinds: for an id, for a stream, for an answer.
    private static func ask(_ client: ServerClient, _ number: Int) async throws -> Result {
        let token = "token-\(number)-\(UInt32.random(in: 0 ... .max))"
        let request: JSONValue = ["language": "bash", "code": .string("echo \(token)")]
        let headers = number % 3 == 1 ? [("Accept", "text/event-stream")] : []
        let answer = try await client.send(
            "POST", number % 3 == 0 ? "/execute?wait=false" : "/execute", body: try request.encoded, headers: headers)
        switch answer.status {
        case 429, 503:
            guard let seconds = answer.header("retry-after").flatMap({ Int($0) }), seconds >= 1, answer.message != nil
            else {
                return .problem("\(answer.status) without a time to come back: \(answer.text)")
            }
            return .refused
        case 202:
            guard number % 3 == 0, let id = answer["id"].string else { return .problem("202: \(answer.text)") }
            return .accepted(id: id, token: token)
        case 200 where number % 3 == 1:
            let ends = answer.text.components(separatedBy: "event: result\n").dropFirst()
            guard ends.count == 1,
                let data = ends.first?.split(separator: "\n").first(where: { $0.hasPrefix("data: ") }),
                let json = try? JSONValue(parsing: Data(data.dropFirst(6).utf8)), let id = json["id"].string,
                json["output"] == .string(token + "\n")
            else { return .problem("a stream with \(ends.count) results: \(answer.text.suffix(300))") }
            return .ended(id: id)
        case 200 where number % 3 == 2:
            guard answer["output"] == .string(token + "\n"), let id = answer["id"].string else {
                return .problem("not its own answer: \(answer.text)")
            }
            return .ended(id: id)
        default: return .problem("\(answer.status): \(answer.text.prefix(300))")
        }
    }

    /// An answer once there is room again; nil where there is none in time.
    private static func untilAccepted(_ client: ServerClient, within limit: Duration) async throws -> Answer? {
        var last: Answer?
        _ = try await eventually(within: limit) {
            last = try await client.bash("echo calm")
            return last?.status != 429
        }
        return last
    }

    /// What the server stores is what was accepted: no more, no less, all ended, each with its own result.
    private static func compare(
        _ expected: [String: String?], with client: ServerClient, besides others: Int, _ range: AttackRange,
        _ findings: inout CaseFindings
    ) async throws {
        let isCalm = try await eventually(within: range.patience(20)) {
            try await client.get("/queues").json.items.allSatisfy { $0["size"] == 0 && $0["unacknowledged"] == 0 }
        }
        findings.expect(isCalm, "the queue does not become empty")
        var stored: [String: String] = [:]
        var page = 1
        while case let items = try await client.get("/jobs?size=100&page=\(page)").json["items"].items, !items.isEmpty {
            for item in items { stored[item["id"].string ?? ""] = item["state"].string }
            page += 1
        }
        let lost = expected.keys.filter { stored[$0] == nil }
        findings.expect(lost.isEmpty, "\(lost.count) accepted jobs are lost, as \(lost.first ?? "")")
        findings.expect(
            stored.count == expected.count + others,
            "\(stored.count) jobs are stored, \(expected.count + others) were accepted")
        let unfinished = stored.filter { $0.value != "COMPLETED" }
        findings.expect(
            unfinished.isEmpty, "\(unfinished.count) jobs have no result, as \(unfinished.first?.value ?? "")")
        let waited = expected.compactMap { id, token in token.map { (id, $0) } }
        let wrong = await parallel(waited.count, width: 16) { number -> String? in
            let (id, token) = waited[number]
            guard let job = try? await client.get("/jobs/\(id)").json else { return id }
            return job["result"]["output"] == .string(token + "\n") ? nil : "\(job["result"])"
        }.compactMap(\.self)
        findings.expect(wrong.isEmpty, "\(wrong.count) jobs have another's result, as \(wrong.first ?? "")")
    }
}
