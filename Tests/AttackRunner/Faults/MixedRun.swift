import Foundation
import TestKit

/// One of many runs of different kinds that are under way when something fails, and what must come of it: all of it, or
/// an error, and never a part that is called good.
struct MixedRun: Sendable {
    /// What a client got that waited.
    enum Answered: Equatable, Sendable {
        case right
        case wrong(String)
        /// With this status and message.
        case refused(Int, String)
        /// The connection broke before the answer was whole.
        case broken
    }

    let name: String
    let body: JSONValue
    let outcome: String
    let stdout: String

    private init(_ name: String, _ code: String, _ stdout: String, _ outcome: String, _ more: [String: JSONValue] = [:])
    {
        self.name = name
        self.stdout = stdout
        self.outcome = outcome
        let usual = JSONValue.object([
            "language": "bash", "code": .string(code), "limits": ["timeout": Self.seconds(5)],
        ])
        body = usual.merging(.object(more))
    }

    /// As many of them as a machine of this speed needs.
    private static func seconds(_ seconds: Double) -> JSONValue { .number(seconds * Slowness.factor) }

    /// A run of the kind that the number chooses, which prints a word of its own. Most take half a second.
    static func make(_ number: Int) -> MixedRun {
        let token = "token-\(number)"
        let line = token + "\n"
        return switch number % 10 {
        case 0: MixedRun("sleeps", "sleep 0.6; echo \(token)", line, "completed")
        case 1: MixedRun("fails", "sleep 0.3; echo \(token); exit 3", line, "failed")
        case 2:
            MixedRun("is too slow", "echo \(token); sleep 50", line, "timeout", ["limits": ["timeout": seconds(0.7)]])
        case 3:
            MixedRun(
                "writes much", "sleep 0.4; head -c 300000 /dev/zero | tr '\\0' x; echo \(token)",
                String(repeating: "x", count: 300_000) + line, "completed")
        case 4:
            MixedRun(
                "forks", "for i in 1 2 3 4 5 6 7 8; do sleep 0.5 & done; wait; echo \(token)", line, "completed")
        case 5:
            MixedRun("computes", "for ((i = 0; i < 60000; i++)); do :; done; echo \(token)", line, "completed")
        case 6:
            MixedRun(
                "needs memory", "x=$(head -c 9000000 /dev/zero | tr '\\0' x); sleep 0.2; echo ${#x} \(token)",
                "9000000 \(line)", "completed")
        case 7: MixedRun("is signalled", "sleep 0.3; echo \(token); kill -9 $$", line, "signaled")
        case 8:
            MixedRun(
                "writes too much", "sleep 0.3; head -c 20000 /dev/zero | tr '\\0' y",
                String(repeating: "y", count: 10_000),
                "output-limit", ["limits": ["output": 10_000]])
        default:
            MixedRun(
                "has artifacts", "sleep 0.4; echo \(token) | tee a.txt", line, "completed", ["artifacts": ["*.txt"]])
        }
    }

    /// What is wrong with the result of it; nil where nothing is.
    ///
    /// - Parameter excused: an outcome that is no problem either.
    func problem(in result: JSONValue, excused: String? = nil) -> String? {
        let (seen, output) = (result["outcome"].string ?? "none", ProgramStep.text(result, "stdout"))
        if seen == excused { return nil }
        if seen != outcome { return "a run that \(name) ended as \(seen) instead of \(outcome): \(result["message"])" }
        if output != stdout {
            return "a run that \(name) has \(output.utf8.count) bytes of output instead of \(stdout.utf8.count), and is"
                + " called \(seen)"
        }
        if body["artifacts"] != .null {
            let content = result["artifacts"][0]["content"].string.flatMap { Data(base64Encoded: $0) } ?? Data()
            if content != Data(stdout.utf8) { return "a run that \(name) lost them, and is called \(seen)" }
        }
        return nil
    }

    /// Has it accepted without waiting; its id.
    func submit(to client: ServerClient) async throws -> String {
        let answer = try await client.post("/execute?wait=false", body)
        guard answer.status == 202, let id = answer["id"].string else {
            throw TestFailure("not accepted: \(answer.status) \(answer.text.prefix(200))")
        }
        return id
    }

    /// Waits for its answer, or reads its events.
    func execute(on client: ServerClient, streamed: Bool = false, excused: String? = nil) async -> Answered {
        let result: JSONValue
        if streamed {
            let headers = [("Accept", "text/event-stream")]
            guard let body = try? body.encoded else { return .broken }
            let (status, events) = await client.eventsUntilCut("POST", "/execute", body: body, headers: headers)
            if status != 200 { return status == 0 ? .broken : .refused(status, "") }
            guard let last = events.last, last.name == "result" else { return .broken }
            if events.count(where: { $0.name == "result" }) != 1 { return .wrong("a stream with two results") }
            result = last.json
            if result["outcome"] == "internal-error" { return .refused(500, result["message"].string ?? "") }
        } else {
            guard let answer = try? await client.execute(body) else { return .broken }
            guard answer.status == 200 else { return .refused(answer.status, answer.message ?? answer.text) }
            result = answer.json
        }
        return problem(in: result, excused: excused).map(Answered.wrong) ?? .right
    }
}
