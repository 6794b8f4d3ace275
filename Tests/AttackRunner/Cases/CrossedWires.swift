import Foundation
import TestKit

/// T16: every answer has only its own token, complete and in order.
struct CrossedWires: AttackCase {
    let id = "T16"
    let name = "T16-crossed-wires"
    let title = "each of very many runs at once gets its own token back, and no other"
    let everyCommit = true

    private static let lines = 1000
    /// In parts, each to both streams, so that the streams take turns.
    private static let program = """
        read -r token
        for ((i = 0; i < \(lines); i += 50)); do
            eval "part=({$i..$((i + 49))})"
            for stream in o e a; do
                printf -v text "%d $stream $token\\n" "${part[@]}"
                case $stream in o) printf %s "$text" ;; e) printf %s "$text" >&2 ;; a) printf %s "$text" >>token.txt ;; esac
            done
        done
        """

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let count = range.amount(1000)
        let width = range.options.isMachine ? 8 : 48
        try await OwnServer.with(
            .init(settings: ["WORKER_QUEUES_DEFAULT": "\(width)", "WORKER_LIMITS_PROCESSES": "256"]), onlyBash: false,
            &findings
        ) { server, findings in
            let client = server.client
            let start = ContinuousClock.now
            let results = await parallel(count, width: width + 16) { number in
                // Every eighth listens to a stream.
                do {
                    return number % 8 == 0 ? try await Self.streamed(client) : try await Self.plain(client)
                } catch {
                    return (id: nil, problem: "\(error)")
                }
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            let wrong = results.compactMap(\.problem)
            findings.expect(wrong.isEmpty, "\(wrong.count) are wrong, as \(wrong.first ?? "")")
            findings.expect(Set(results.compactMap(\.id)).count == count, "not \(count) different ids")
            findings.note = "\(count) runs, \(width) at once, \(String(format: "%.1f", seconds)) s"
        }
        return findings
    }

    private static func token() -> String {
        (0..<4).map { _ in String(format: "%08x", UInt32.random(in: 0 ... .max)) }.joined()
    }

    private static func request(_ token: String) -> JSONValue {
        [
            "language": "bash", "code": .string(program), "stdin": .string(token + "\n"), "artifacts": ["*.txt"],
            "limits": ["timeout": "60s"],
        ]
    }

    private static func plain(_ client: ServerClient) async throws -> (id: String?, problem: String?) {
        let token = token()
        let answer = try await client.execute(request(token))
        return (answer["id"].string, problem(answer.json, token))
    }

    private static func streamed(_ client: ServerClient) async throws -> (id: String?, problem: String?) {
        let token = token()
        let events = try await client.stream(request(token))
        for (stream, mark) in [("stdout", "o"), ("stderr", "e")] {
            let text = events.filter { $0.name == stream }.compactMap { $0.json["text"].string }.joined()
            if text != expected(token, mark) { return (nil, "events of \(stream): \(text.prefix(200))") }
        }
        guard let last = events.last, last.name == "result", events.count(where: { $0.name == "result" }) == 1 else {
            return (nil, "the stream has not one result at its end")
        }
        return (last.json["id"].string, problem(last.json, token))
    }

    private static func expected(_ token: String, _ mark: String) -> String {
        (0..<lines).map { "\($0) \(mark) \(token)\n" }.joined()
    }

    /// What is wrong with an answer; nil where nothing is.
    private static func problem(_ answer: JSONValue, _ token: String) -> String? {
        guard answer["outcome"] == "completed" else { return "outcome \(answer["outcome"]) \(answer["message"])" }
        let (stdout, stderr) = (expected(token, "o"), expected(token, "e"))
        let output = answer["output"].string ?? ""
        if answer["stdout"].string != stdout { return "stdout: \(answer["stdout"].string?.prefix(200) ?? "none")" }
        if answer["stderr"].string != stderr { return "stderr: \(answer["stderr"].string?.prefix(200) ?? "none")" }
        // Both streams may be joined anywhere, but nothing else may be there: as many of each byte as in both.
        if counts(output) != counts(stdout + stderr) { return "output: \(output.prefix(200))" }
        guard answer["artifacts"].items.count == 1, answer["artifacts"][0]["name"] == "token.txt",
            answer["artifacts"][0]["content"].string == Data(expected(token, "a").utf8).base64EncodedString()
        else { return "artifacts: \("\(answer["artifacts"])".prefix(200))" }
        return nil
    }

    /// How often each byte is there.
    private static func counts(_ text: String) -> [Int] {
        text.utf8.reduce(into: [Int](repeating: 0, count: 256)) { $0[Int($1)] += 1 }
    }
}
