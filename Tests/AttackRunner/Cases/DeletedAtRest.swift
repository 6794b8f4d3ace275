import Foundation
import TestKit

/// T19: of a job that was removed nothing is left in the files.
struct DeletedAtRest: AttackCase {
    let id = "T19"
    let name = "T19-deleted-at-rest"
    let title = "of a removed job nothing is left in the database, its log or the server's log"
    let everyCommit = true

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let directory = try TemporaryDirectory()
        let settings = ["DATASTORE_RETENTION": "1s", "LOGGING_LEVEL": "debug"]
        let token = "gone" + (0..<4).map { _ in String(UInt32.random(in: .max / 2 ... .max), radix: 16) }.joined()
        try await OwnServer.with(.init(settings: settings), in: directory, &findings) { server, findings in
            try await Self.leaveTraces(of: token, server.client)
            let places = Self.places(of: token, in: directory)
            // Else the search itself would be wrong.
            findings.expect(places.contains { $0.hasPrefix("runlet.sqlite") }, "what is stored is not found: \(places)")
            findings.expect(!places.contains { $0.hasPrefix("std") }, "in the log of the server: \(places)")
            try await Task.sleep(for: .milliseconds(1100))
        }
        let before = Self.places(of: token, in: directory)
        findings.expect(!before.contains { $0.hasPrefix("std") }, "in the log of the server: \(before)")
        // What is old is removed at the start.
        try await OwnServer.with(.init(settings: settings), in: directory, &findings) { server, findings in
            var places: [String] = []
            let isClean = try await eventually(within: range.patience(10)) {
                places = Self.places(of: token, in: directory)
                return places.isEmpty
            }
            let left = try await server.client.get("/jobs").json["totalItems"]
            findings.expect(left == 0, "\(left) jobs are not removed")
            findings.expect(isClean, "left in \(places)")
        }
        let places = Self.places(of: token, in: directory)
        findings.expect(places.isEmpty, "left after the stop in \(places)")
        findings.note = "was in \(before.joined(separator: ", ")); then nowhere"
        return findings
    }

    /// In every field that is kept, small and large, in a job that ended and in one that was cancelled.
    private static func leaveTraces(of token: String, _ client: ServerClient) async throws {
        let text = JSONValue.string(token)
        let request: JSONValue = [
            "language": "bash", "code": .string("cat; echo \"$@\" $A; echo \(token) >&2; cp \(token) \(token).out"),
            "stdin": text, "args": [text], "env": ["A": text], "artifacts": ["*.out"],
            "files": [["name": text, "content": .string(String(repeating: token + "\n", count: 2000))]],
        ]
        for query in ["", "?wait=false"] {
            let answer = try await client.post("/execute" + query, request)
            guard let id = answer["id"].string else { throw TestFailure("not run: \(answer.text)") }
            let job = try await client.ended(id)
            guard job["result"]["artifacts"].items.count == 1 else { throw TestFailure("not run: \(job)") }
        }
        let task = request.with("name", text)
        let answer = try await client.post("/jobs", ["name": text, "tasks": [task, task]])
        guard let id = answer["id"].string else { throw TestFailure("not run: \(answer.text)") }
        _ = try await client.ended(id)
        let long = try await client.submit("echo \(token); sleep 30")
        _ = try await client.job(long, in: ["RUNNING"])
        _ = try await client.send("PUT", "/jobs/\(long)/cancel")
        _ = try await client.ended(long)
        // A mistake that a message could quote.
        _ = try await client.execute(["language": text, "code": text, token: text])
    }

    /// The files that hold the token, as it is or as a part of something in base64.
    private static func places(of token: String, in directory: TemporaryDirectory) -> [String] {
        let needles =
            [Data(token.utf8)]
            + (0..<3).map { shift in
                let encoded = Data([UInt8](repeating: 0, count: shift) + Array(token.utf8)).base64EncodedString()
                // Only digits that no neighbour has a part in.
                return Data(encoded.dropFirst(4).dropLast(4).utf8)
            }
        return Host.names(in: directory.path).sorted().filter { name in
            guard let data = FileManager.default.contents(atPath: "\(directory.path)/\(name)") else { return false }
            return needles.contains { data.range(of: $0) != nil }
        }
    }
}
