import Foundation
import TestKit

/// A22: keys are seen by nobody who was not given them: not in logs, answers, files or programs, nor by the clock.
struct KeptKeys: AttackCase {
    let id = "A22"
    let name = "A22-kept-keys"
    let title = "no key is in a log, an answer, the database or a program, and a key that is half right takes no longer"
    let timeLimit = 180.0

    private static let key = "Kept-Key-"
    private static let boss = "Boss-Key-"
    /// As long as a header takes them: a comparison that ends early has something to save.
    private static let length = 8000

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        var notes: [String] = []
        for format in ["pretty", "json"] {
            let letters = { String((0..<24).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement() ?? "x" }) }
            let (key, boss, guess) = (Self.key + letters(), Self.boss + letters(), "Gu3ss-" + letters())
            let settings = [
                "WORKER_QUEUES_DEFAULT": "2", "MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true",
                "MIDDLEWARE_WEB_KEYAUTH_KEY": key, "COORDINATOR_OPERATOR_KEY": boss, "LOGGING_LEVEL": "trace",
                "LOGGING_FORMAT": format,
            ]
            let directory = try TemporaryDirectory()
            try await OwnServer.with(.init(settings: settings), in: directory, &findings) { server, findings in
                let secrets = [key, boss, guess]
                var answers = 0
                for request in Self.requests(key: key, boss: boss, guess: guess) {
                    let answer = try Wire.answer(request, port: server.port)
                    answers += 1
                    for secret in secrets where answer.contains(secret) {
                        findings.problems.append("\(request.prefix(80)) answers with a key: \(answer)")
                    }
                }
                try await Self.expectNotInPrograms(server.client, key, secrets, &findings)
                try await Self.useSockets(server.port, key, guess, &findings)
                let command = Host.text("/proc/\(server.pid)/cmdline") ?? ""
                findings.expect(!command.contains(key), "the key is in the command line")
                notes.append("\(answers) answers")
            }
            // Also what was written at the end.
            for name in Host.names(in: directory.path) {
                let data = FileManager.default.contents(atPath: "\(directory.path)/\(name)") ?? Data()
                if name == "stderr" || name == "stdout" { notes.append("\(data.count >> 10) KiB of \(name)") }
                for secret in [key, boss, guess] where data.range(of: Data(secret.utf8)) != nil {
                    findings.problems.append("a key is in \(name), at \(format)")
                }
            }
        }
        notes.append(try await Self.clock(range, &findings))
        findings.note = notes.joined(separator: ", ")
        return findings
    }

    private static func requests(key: String, boss: String, guess: String) -> [String] {
        func get(_ path: String, _ header: String = "", method: String = "GET") -> String {
            "\(method) \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\(header)\r\n"
        }
        let close = "Connection: close\r\n"
        let headers = [key, boss, guess].flatMap { secret -> [String] in
            [
                "Authorization: Bearer \(secret)\r\n", "X-API-Key: \(secret)\r\n", "Authorization: Basic \(secret)\r\n",
                "Authorization: \(secret)\r\n", "Cookie: \(secret)\r\n", "Bad Header \(secret)\r\n",
                "X-API-Key: \(secret)\0\r\n",
            ]
        }
        let paths = [
            "/jobs", "/health", "/nowhere", "/languages", "/playground/settings.json", "/openapi.json", "/stats",
        ]
        let urls = [key, guess].flatMap { secret -> [String] in
            [
                get("/jobs?key=\(secret)"), get("/jobs?key=\(secret)", "X-API-Key: \(key)\r\n"),
                get("/languages?access_token=\(secret)", "X-API-Key: \(key)\r\n"), get("/jobs?size=x&k=\(secret)"),
                get("/nowhere?key=\(secret)", "X-API-Key: \(key)\r\n"), get("/execute?key=\(secret)", method: "DELETE"),
                Wire.post(close, path: "/execute?key=\(secret)"),
                Wire.post(close + "X-API-Key: \(key)\r\n", path: "/execute?key=\(secret)"),
                Wire.handshake("/execute?key=\(secret)", more: "Authorization: Basic \(secret)\r\n"),
                "GET /\(secret) HTTP/9.9\r\n\r\n", "\(secret)\r\n\r\n",
            ]
        }
        let bodies = ["{", "[]", #"{"language":"nope","code":""}"#, Wire.echo, #"{"language":"bash","code":"exit 3"}"#]
        var requests = urls
        for header in headers {
            for path in paths { requests.append(get(path, header)) }
            for body in bodies { requests.append(Wire.post(close + header, body: body)) }
        }
        return requests
    }

    /// A program sees neither the server's environment nor its settings.
    private static func expectNotInPrograms(
        _ client: ServerClient, _ key: String, _ secrets: [String], _ findings: inout CaseFindings
    ) async throws {
        let code = "env; set; cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'; echo over"
        let body = try JSONValue.object(["language": "bash", "code": .string(code)]).encoded
        let answer = try await client.send("POST", "/execute", body: body, headers: [("X-API-Key", key)])
        findings.expect(answer.text.contains("over"), "nothing ran: \(answer.status)")
        for secret in secrets where answer.text.contains(secret) { findings.problems.append("a program sees a key") }
    }

    private static func useSockets(_ port: Int, _ key: String, _ guess: String, _ findings: inout CaseFindings)
        async throws
    {
        for secret in [key, guess] {
            let offer = Data(secret.utf8).base64EncodedString().replacing("=", with: "")
            let socket = try WebSocketClient(port: port, protocols: "runlet.v1, runlet.key.\(offer)")
            findings.expect(socket.isOpen == (secret == key), "a WebSocket: \(socket.answer.prefix(100))")
            findings.expect(!socket.answer.contains(offer), "a key is in the answer to a wish")
            if socket.isOpen {
                _ = try socket.bash("exit 1")
                socket.send(opcode: WebSocketClient.binary, Data(secret.utf8))
                _ = socket.goodbye()
            }
        }
    }

    /// The middle one of many, by turns, of a key that is right but for its end against one that is wrong from its
    /// beginning: they differ by noise alone. The bound is wide: this finds what can be told by a few thousand
    /// requests, not by millions.
    private static func clock(_ range: AttackRange, _ findings: inout CaseFindings) async throws -> String {
        let key = String((0..<length).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement() ?? "x" })
        let settings = ["MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true", "MIDDLEWARE_WEB_KEYAUTH_KEY": key]
        var note = ""
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            let client = ServerClient(port: server.port, connections: 1)
            let candidates = [String(key.dropLast()) + "!", "!" + String(key.dropFirst())]
            var times: [[Double]] = [[], []]
            for number in 0..<range.amount(4000) {
                let which = number % 2
                let start = ContinuousClock.now
                let answer = try await client.send("GET", "/languages", headers: [("X-API-Key", candidates[which])])
                times[which].append((ContinuousClock.now - start) / .microseconds(1))
                guard answer.status == 401 else { throw TestFailure("a wrong key is \(answer.status)") }
            }
            await client.close()
            let middle = times.map { $0.sorted()[$0.count / 2] }
            let ratio = middle[0] / middle[1]
            findings.expect((0.67...1.5).contains(ratio), "half a key takes \(ratio) times as long as none")
            note = String(format: "the clock: %.0f µs against %.0f", middle[0], middle[1])
        }
        return note
    }
}
