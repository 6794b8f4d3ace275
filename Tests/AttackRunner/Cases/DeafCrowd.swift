import Foundation
import TestKit

/// A13: many clients with very much to read, who do not read.
struct DeafCrowd: AttackCase {
    let id = "A13"
    let name = "A13-deaf-crowd"
    let title = "the answers of a hundred clients that read nothing take bounded memory together, and none is lost"
    let timeLimit = 180.0

    private static let each = 40
    /// The logs and answers that wait for readers, and what making the answers of a few runs takes for a moment. Each of
    /// the clients would take 33 MiB or more by itself.
    private static let most = 900 << 20

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        // A slow machine has enough to do with less; together it is still more than the bound.
        let output = range.options.slowness > 1 ? 4 << 20 : 16 << 20
        let request = Self.request(output)
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            for _ in 0..<3 { _ = try await server.client.bash("echo settled") }
            let memory = Host.residentMemory(of: server.pid)
            let peak = Peak(every: .milliseconds(100)) { [pid = server.pid] in Host.residentMemory(of: pid) }
            let crowd = try DeafClients(Self.each, port: server.port, request: try request.encoded)
            let count = Self.each * 3
            var states: [String] = []
            let areEnded = try await eventually(within: range.patience(60)) {
                states = []
                for page in 1...2 {
                    let items = try await server.client.get("/jobs?size=100&page=\(page)").json["items"].items
                    states += items.compactMap { $0["state"].string }
                }
                // Where they are slow, some are given up with their clients.
                return states.count { ["COMPLETED", "CANCELLED"].contains($0) } == count + 3
            }
            findings.expect(areEnded, "of \(count + 3) jobs: \(Dictionary(grouping: states) { $0 }.mapValues(\.count))")
            // Another one reads, and gets it: at once, or where it was told to look for it.
            let answer = try await server.client.large("POST", "/execute", body: request.encoded)
            var text = answer["output"].string
            if answer.status == 503,
                let path = answer.message?.split(separator: " ").first(where: { $0.hasPrefix("/jobs/") })
            {
                _ = try await eventually(within: range.patience(60)) {
                    text = try await server.client.large("GET", String(path)).json["result"]["output"].string
                    return text != nil
                }
            }
            findings.expect(
                text?.utf8.count == output, "who reads gets \(answer.status), \(text?.utf8.count ?? 0) bytes")
            let grown = await peak.end() - memory
            findings.expect(grown < Self.most, "P-MEM: the server grew by \(grown >> 20) MiB")
            findings.note = "\(count) times \(output >> 20) MiB, +\(grown >> 20) MiB, another's answer \(answer.status)"
            withExtendedLifetime(crowd) {}
        }
        return findings
    }

    private static func request(_ output: Int) -> JSONValue {
        [
            "language": "bash", "code": .string("yes | head -c \(output)"),
            "limits": ["output": .number(Double(output)), "timeout": 30],
        ]
    }
}
