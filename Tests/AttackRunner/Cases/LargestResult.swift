import Foundation
import TestKit

struct LargestResult: AttackCase {
    let id = "G24"
    let name = "G24-largest-result"
    let title = "16 MiB of output that is no text, and as much in artifacts"

    /// Every byte value there is, NUL among them, again and again: no UTF-8.
    private static let pattern =
        "for i in {0..255}; do printf \"\\\\x$(printf %02x $i)\"; done >p; "
        + "for i in 1 2 3 4 5 6; do cat p p p p >q; mv q p; done; "

    private static func expected(_ size: Int) -> Data {
        var data = Data(capacity: size)
        for index in 0..<size { data.append(UInt8(truncatingIfNeeded: index)) }
        return data
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let most = 16 << 20
        let expected = Self.expected(most)
        try await OwnServer.with(.init(), &findings) { server, findings in
            // p has 1 MiB.
            let whole = Self.pattern + "for i in {1..16}; do cat p; done"
            var id = try await check(whole, server, &findings) { answer, findings in
                findings.expect(answer["outcome"] == "completed", "16 MiB: \(answer["outcome"])")
                findings.expect(answer["truncated"] == false, "16 MiB are said to be cut")
                Self.expectBytes(answer, "stdout", expected, &findings)
                Self.expectBytes(answer, "output", expected, &findings)
            }
            let job = try await server.client.large("GET", "/jobs/\(id)").json
            findings.expect(job["result"]["outcome"] == "completed", "stored as \(job["result"]["outcome"])")
            Self.expectBytes(job["result"], "stdout", expected, &findings)

            let more = Self.pattern + "for i in {1..17}; do cat p; done"
            id = try await check(more, server, &findings) { answer, findings in
                findings.expect(answer["outcome"] == "output-limit", "17 MiB: \(answer["outcome"])")
                findings.expect(answer["truncated"] == true, "what was cut is not said to be")
                Self.expectBytes(answer, "stdout", expected, &findings)
            }
            let log = try await server.client.large("GET", "/jobs/\(id)/log")
            findings.expect(log.body == expected, "the log has \(log.body.count) bytes of \(expected.count)")

            let artifacts = Self.pattern + "head -c 163840 p >a; for i in {1..110}; do cp a f$i; done; echo made"
            id = try await check(artifacts, server, &findings, ["artifacts": ["f*"]]) { answer, findings in
                let items = answer["artifacts"].items
                let sizes = items.reduce(0) { $0 + ($1["size"].int ?? 0) }
                findings.expect(
                    sizes <= most && sizes > most - (1 << 20), "of 17 MiB in artifacts there are \(sizes) bytes")
                findings.expect(answer["artifactsTruncated"] == true, "artifacts are left out, and nothing says so")
                let one = Data(expected.prefix(163_840)).base64EncodedString()
                findings.expect(items.allSatisfy { $0["content"].string == one }, "an artifact was changed")
            }
            let stored = try await server.client.large("GET", "/jobs/\(id)")
            findings.expect(
                stored["result"]["artifacts"].items.count == most / 163_840, "the stored artifacts are fewer")
            findings.note = "the server held \(Host.peakMemory(of: server.pid) >> 20) MiB at its peak"
        }
        return findings
    }

    private func check(
        _ code: String, _ server: ServerProcess, _ findings: inout CaseFindings, _ more: [String: JSONValue] = [:],
        _ body: (JSONValue, inout CaseFindings) -> Void
    ) async throws -> String {
        let limits: JSONValue = ["output": "16MiB", "disk": "100MiB", "timeout": "40s"]
        let request = JSONValue.object(
            ["language": "bash", "code": .string(code), "limits": limits].merging(more) { $1 })
        let answer = try await server.client.large("POST", "/execute", body: request.encoded)
        guard answer.status == 200 else { throw TestFailure("\(answer.status) \(answer.text.prefix(300))") }
        let json = answer.json
        body(json, &findings)
        return json["id"].string ?? ""
    }

    private static func expectBytes(
        _ answer: JSONValue, _ field: String, _ expected: Data, _ findings: inout CaseFindings
    ) {
        let text = answer[field].string ?? ""
        let isEncoded = answer["encoding"][field] == "base64"
        let data = isEncoded ? Data(base64Encoded: text) ?? Data() : Data(text.utf8)
        findings.expect(
            data == expected, "\(field) has \(data.count) bytes, or others than the \(expected.count) written")
    }
}
