import Foundation
import TestKit

/// A22: what is the operators' is for their key alone, and a job for whoever has its id.
struct OperatorsKey: AttackCase {
    let id = "A22"
    let name = "A22-operators-key"
    let title = "the key of those who run code opens nothing of the operators', with and without one for running"

    private static let user = "the-key-for-running-code"
    private static let boss = "the-key-for-the-operators"
    private static let secret = "what-a-program-wrote"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        var tried = 0
        for hasUserKey in [true, false] {
            var settings = ["WORKER_QUEUES_DEFAULT": "2", "COORDINATOR_OPERATOR_KEY": Self.boss]
            if hasUserKey {
                settings["MIDDLEWARE_WEB_KEYAUTH_ENABLED"] = "true"
                settings["MIDDLEWARE_WEB_KEYAUTH_KEY"] = Self.user
            }
            try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
                let client = server.client
                let boss = [("Authorization", "Bearer \(Self.boss)")]
                let user = [("Authorization", "Bearer \(Self.user)")]
                let body = Data(#"{"language":"bash","code":"echo \#(Self.secret)"}"#.utf8)
                let ran = try await client.send("POST", "/execute", body: body, headers: user)
                findings.expect(ran.status == 200, "no run: \(ran.status) \(ran.text)")
                let id = ran["id"].string ?? "none"
                for path in ["/jobs/\(id)", "/jobs/\(id)/log", "/jobs/\(id)/events"] {
                    for headers in [user, boss] {
                        let answer = try await client.send("GET", path, headers: headers)
                        findings.expect(
                            answer.status == 200 && answer.text.contains(Self.secret), "\(path): \(answer.status)")
                    }
                    let answer = try await client.send("GET", path)
                    findings.expect(answer.status == (hasUserKey ? 401 : 200), "\(path): \(answer.status)")
                }
                for (method, path) in Self.closed(id) {
                    for headers in Self.claims(user) {
                        let answer = try await client.send(method, path, headers: headers)
                        // Where a path is none, that may be said.
                        let isClosed = [401, 403, 404, 405].contains(answer.status)
                        let isQuiet = !answer.text.contains(id) && !answer.text.contains(Self.secret)
                        findings.expect(
                            isClosed && isQuiet, "\(method) \(path) with \(headers): \(answer.status) \(answer.text)")
                        tried += 1
                    }
                    let answer = try await client.send(method, path, headers: boss)
                    findings.expect(answer.status != 401, "\(method) \(path): closed to operators")
                }
                for path in ["/jobs", "/nodes", "/queues", "/stats", "/stats/history"] {
                    let answer = try await client.send("GET", path, headers: boss)
                    findings.expect(answer.status == 200, "\(path) for operators: \(answer.status)")
                    let refused = try await client.send("GET", path, headers: user)
                    findings.expect(refused.status == 401, "\(path) for others: \(refused.status)")
                }
                let both = try await client.send("POST", "/execute", body: body, headers: boss)
                findings.expect(both.status == 200, "operators run nothing: \(both.status)")
                let cancelled = try await client.send("PUT", "/jobs/\(id)/cancel", headers: user)
                findings.expect(cancelled.status == 200, "who has the id cannot cancel: \(cancelled.status)")
                // Operators had it run again.
                var state = JSONValue.null
                let isEnded = try await eventually(within: range.patience(5)) {
                    state = try await client.send("GET", "/jobs/\(id)", headers: boss)["state"]
                    return state == "COMPLETED" || state == "CANCELLED"
                }
                findings.expect(isEnded, "the job is \(state) now")
            }
        }
        findings.note = "\(tried) tries"
        return findings
    }

    /// Ways to what is the operators'.
    private static func closed(_ id: String) -> [(String, String)] {
        let lists = [
            "/jobs?size=100", "/jobs?q=\(id.prefix(4))", "/jobs/", "//jobs", "/jobs//", "/Jobs", "/jobs?page=1#",
            "/%6aobs",
            "/./jobs", "/x/../jobs", "/jobs/.", "/jobs%3Fsize=1", "/jobs;x", "/stats/history?x", "/stats/", "/nodes/",
        ]
        let restarts = [
            "/jobs/\(id)/restart", "/jobs/\(id)/restart/", "/jobs/\(id)//restart", "//jobs/\(id)/restart",
            "/jobs/\(id)/%72estart",
        ]
        var closed = lists.map { ("GET", $0) }
        closed += lists.prefix(4).map { ("HEAD", $0) }
        for method in ["PUT", "POST", "GET"] { closed += restarts.map { (method, $0) } }
        return closed
    }

    private static func claims(_ user: [(String, String)]) -> [[(String, String)]] {
        [
            [], user, [("X-API-Key", Self.user)], [("X-API-Key", String(boss.dropLast()))],
            [("X-API-Key", boss + boss)],
            [("Authorization", "Basic \(boss)")], [("X-API-Key", boss.uppercased())], user + user,
            user + [("X-Operator-Key", boss)], user + [("X-HTTP-Method-Override", "OPTIONS")],
            [("Accept", "text/html")], user + [("Origin", "http://127.0.0.1")],
        ]
    }
}
