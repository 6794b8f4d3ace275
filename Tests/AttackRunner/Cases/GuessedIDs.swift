import Foundation
import TestKit

/// T17: nobody finds another's job who was not told its id.
struct GuessedIDs: AttackCase {
    let id = "T17"
    let name = "T17-guessed-ids"
    let title = "ids are random, and what is near to one, or was one, leads nowhere"
    let everyCommit = true

    private static let secret = "the-owner-s-own-output"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let directory = try TemporaryDirectory()
        let settings = ["DATASTORE_RETENTION": "1s", "WORKER_QUEUES_DEFAULT": "1"]
        var gone: [String] = []
        var guesses = 0
        try await OwnServer.with(.init(settings: settings), in: directory, &findings) { server, findings in
            let client = server.client
            let ids = try await Self.manyIDs(client)
            Self.look(at: ids, &findings)
            let answer = try await client.bash("echo \(Self.secret)")
            guard let known = answer["id"].string,
                let task = try await client.get("/jobs/\(known)").json["tasks"][0]["id"].string
            else { throw TestFailure("no id: \(answer.text)") }
            for guess in Self.guesses(near: known) + Self.guesses(near: task) + [task] {
                try await Self.expectNothing(client, job: guess, &findings)
                guesses += 1
            }
            try await Self.expectNothing(client, task: known, &findings)
            try await Self.expectCancelledIsQuiet(client, &findings)
            gone = [known, ids[0]]
            findings.note = "\(ids.count) ids, \(guesses) guesses"
            try await Task.sleep(for: .milliseconds(1100))
        }
        // What is old is removed at the start.
        try await OwnServer.with(.init(settings: settings), in: directory, &findings) { server, findings in
            let isEmpty = try await eventually(within: range.patience(5)) {
                try await server.client.get("/jobs").json["totalItems"] == 0
            }
            findings.expect(isEmpty, "old jobs are not removed")
            for id in gone { try await Self.expectNothing(server.client, job: id, &findings) }
        }
        return findings
    }

    /// The ids of jobs of which nothing but their first task is run.
    private static func manyIDs(_ client: ServerClient) async throws -> [String] {
        let first: JSONValue = ["language": "bash", "code": "exit 1"]
        let tasks = [JSONValue](repeating: first, count: 100)
        var ids: [String] = []
        for _ in 0..<10 {
            let job = try await client.post("/jobs", ["tasks": .array(tasks)]).json
            ids += ([job["id"]] + job["tasks"].items.map { $0["id"] }).compactMap(\.string)
        }
        for index in stride(from: 0, to: ids.count, by: 101) { _ = try await client.ended(ids[index]) }
        return ids
    }

    /// At least 122 of the bits must be random: none may be biased by more than nine standard deviations, and none may
    /// be shared by neighbours beyond what chance explains.
    private static func look(at ids: [String], _ findings: inout CaseFindings) {
        findings.expect(ids.count == 1010 && Set(ids).count == ids.count, "\(Set(ids).count) different ids of 1010")
        guard ids.allSatisfy({ $0.utf8.count == 32 && $0.allSatisfy { "0123456789abcdef".contains($0) } }) else {
            findings.problems.append("ids are not 32 digits, as \(ids[0])")
            return
        }
        let bits = ids.map { id in id.flatMap { digit in (0..<4).map { (digit.hexDigitValue ?? 0) >> $0 & 1 == 1 } } }
        let random = (0..<128).count { bit in
            let share = Double(bits.count { $0[bit] }) / Double(bits.count)
            return (0.36...0.64).contains(share)
        }
        findings.expect(random >= 122, "only \(random) bits are random")
        let flips = (0..<128).count { bit in
            let count = zip(bits, bits.dropFirst()).count { $0[bit] != $1[bit] }
            return (0.36...0.64).contains(Double(count) / Double(bits.count - 1))
        }
        findings.expect(flips >= 122, "only \(flips) bits change freely from one id to the next")
        let sorted = ids.sorted()
        let shared = zip(sorted, sorted.dropFirst()).map { $0.commonPrefix(with: $1).count }.max() ?? 0
        findings.expect(shared < 10, "two ids share their first \(shared) digits")
    }

    private static func guesses(near id: String) -> [String] {
        func replacing(_ index: Int) -> String {
            var digits = Array(id)
            digits[index] = digits[index] == "0" ? "1" : "0"
            return String(digits)
        }
        let start = String(id.prefix(31))
        let near: [String] = [0, 7, 15, 30, 31].map(replacing)
        let cut: [String] = [start, id + "0", id + id, "0x" + id, "{" + id + "}", id + ";", id + ",", start + "'"]
        // As a wildcard, with what could end a text, with a path of their own.
        let tricks: [String] = [
            start + "%25", start + "_", start + "*", start + "%3F", id + "%00", "%00" + id, start + "%00", id + "%20",
            "%20" + id, id + "%0A", id + "%2F..", "..%2Fjobs%2F" + id, "%EF%BC%90" + id.dropFirst(),
        ]
        let general: [String] = [
            String(repeating: "0", count: 32), String(repeating: "f", count: 32), String(repeating: "%25", count: 32),
            "%25", "'%20OR%20'1'='1", "-1", "0", "1", "null", "*", "..", ".", "%2e%2e",
        ]
        return near + cut + tricks + general
    }

    private static func expectNothing(_ client: ServerClient, job id: String, _ findings: inout CaseFindings)
        async throws
    {
        for (method, path) in [
            ("GET", "/jobs/\(id)"), ("GET", "/jobs/\(id)/events"), ("GET", "/jobs/\(id)/log"),
            ("PUT", "/jobs/\(id)/cancel"), ("POST", "/jobs/\(id)/cancel"), ("PUT", "/jobs/\(id)/restart"),
        ] {
            try await expectNothing(client, method, path, &findings)
        }
        if id.count != 32 { try await expectNothing(client, task: id, &findings) }
    }

    private static func expectNothing(_ client: ServerClient, task id: String, _ findings: inout CaseFindings)
        async throws
    {
        for path in ["/tasks/\(id)", "/tasks/\(id)/log"] { try await expectNothing(client, "GET", path, &findings) }
    }

    private static func expectNothing(
        _ client: ServerClient, _ method: String, _ path: String, _ findings: inout CaseFindings
    ) async throws {
        let answer = try await client.send(method, path)
        findings.expect(
            answer.status == 404 && answer.message != nil && !answer.text.contains(secret),
            "\(method) \(path): \(answer.status) \(answer.text.prefix(200))")
    }

    /// A cancelled job tells those who know its id that it was cancelled, and nothing of what it would have been.
    private static func expectCancelledIsQuiet(_ client: ServerClient, _ findings: inout CaseFindings) async throws {
        let blocker = try await client.submit("sleep 30")
        _ = try await client.job(blocker, in: ["RUNNING"])
        let waiting = try await client.submit("echo \(secret)")
        for id in [waiting, blocker] { _ = try await client.send("PUT", "/jobs/\(id)/cancel") }
        for id in [waiting, blocker] {
            let job = try await client.ended(id)
            findings.expect(job["state"] == "CANCELLED", "a cancelled job is \(job["state"])")
        }
        for path in ["/jobs/\(waiting)", "/jobs/\(waiting)/log", "/jobs/\(waiting)/events"] {
            let answer = try await client.get(path)
            findings.expect(
                answer.status == 200 && !answer.text.contains(secret), "\(path): \(answer.status) \(answer.text)")
        }
    }
}
