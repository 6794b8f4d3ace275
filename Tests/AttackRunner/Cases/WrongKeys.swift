import Foundation
import TestKit

/// A22: nothing but the key, shown in the right way, opens the API; and no two refusals differ.
struct WrongKeys: AttackCase {
    let id = "A22"
    let name = "A22-wrong-keys"
    let title = "missing, broken, almost right and misplaced keys are all refused in the same words"
    let everyCommit = true

    private static let key = "K3y-of-Those-Who-May-0123456789abcdef"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let settings = [
            "WORKER_QUEUES_DEFAULT": "2", "MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true",
            "MIDDLEWARE_WEB_KEYAUTH_KEY": Self.key,
        ]
        try await OwnServer.with(.init(settings: settings), &findings) { server, findings in
            let port = server.port
            var shapes: Set<String> = []
            for (name, headers) in Self.wrong {
                for request in [Wire.post("Connection: close\r\n" + headers), Self.get("/jobs", headers)] {
                    Self.expectRefused(name, try Wire.answer(request, port: port), &shapes, &findings)
                }
            }
            for (name, request) in Self.misplaced {
                Self.expectRefused(name, try Wire.answer(request, port: port), &shapes, &findings)
            }
            findings.expect(shapes.count == 1, "refusals differ: \(shapes.sorted().joined(separator: " AND "))")
            for (name, headers) in Self.malformed {
                let answer = try Wire.answer(Self.get("/jobs", headers), port: port)
                let status = Wire.statuses(answer).first ?? 0
                findings.expect([0, 400, 401, 413, 431].contains(status), "\(name): \(answer.prefix(200))")
                findings.expect(!answer.contains(Self.key), "\(name): the key is in the answer")
            }
            try Self.sockets(port, &findings)
            let jobs = try await server.client.send("GET", "/jobs", headers: [("X-API-Key", Self.key)])
            findings.expect(jobs["totalItems"] == 0, "\(jobs["totalItems"]) jobs were run")
            for (name, headers) in Self.right {
                let answer = try Wire.answer(Wire.post("Connection: close\r\n" + headers), port: port)
                findings.expect(answer.contains(#""output":"smuggled\n""#), "\(name) is refused: \(answer)")
                findings.expect(!answer.contains(Self.key), "\(name): the key is in the answer")
            }
            try await Self.openPages(server.client, port, &findings)
            findings.note =
                "\(Self.wrong.count * 2 + Self.misplaced.count) refusals of one shape, \(Self.malformed.count) broken ones"
        }
        return findings
    }

    private static func get(_ path: String, _ headers: String = "", method: String = "GET") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\(headers)\r\n"
    }

    /// What cannot be the key, in both headers.
    private static var wrong: [(String, String)] {
        let values = [
            "", "wrong", String(key.dropLast()), String(key.dropFirst()), key + "x", "x" + key, key + key,
            key.uppercased(), key.lowercased(), String(key.reversed()), "\"\(key)\"", "\(key),", "\(key)%20",
            "%4b" + key.dropFirst(), Data(key.utf8).base64EncodedString(), "null", "*", "' OR '1'='1", "undefined",
            String(repeating: "A", count: 12_000), String(repeating: key, count: 300), "\(key)\u{E4}",
            "{\"key\":\"\(key)\"}",
        ]
        let schemes = [
            key, "Basic \(key)", "Basic " + Data(":\(key)".utf8).base64EncodedString(), "Token \(key)", "Bearer:\(key)",
            "Bearer=\(key)", "Bearer\(key)", "Bearer", "Bearer\t\(key)", "Bearer Bearer \(key)", "Digest \(key)",
            "Bearer \(key), Bearer \(key)", "Bearer wrong, Bearer \(key)", "XBearer \(key)", "Bearer realm=\(key)",
        ]
        let lines = [
            "", "Cookie: key=\(key); Authorization=Bearer \(key)\r\n", "Proxy-Authorization: Bearer \(key)\r\n",
            "X-API-Keys: \(key)\r\n", "X_API_Key: \(key)\r\n", "X-Authorization: Bearer \(key)\r\n",
            "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n",
            "X-HTTP-Method-Override: OPTIONS\r\n", "X-Original-URL: /health\r\nX-Rewrite-URL: /health\r\n",
            "Accept: text/html\r\n", "Referer: http://x/?key=\(key)\r\n", "Upgrade: websocket\r\n",
            "Sec-WebSocket-Protocol: runlet.key.\(Data(key.utf8).base64EncodedString())\r\n",
            String(repeating: "X-API-Key: wrong\r\n", count: 80),
            String(repeating: "Authorization: Bearer wrong\r\n", count: 80),
        ]
        var wrong: [(String, String)] = []
        for value in values {
            wrong.append(("X-API-Key: \(value.prefix(60))", "X-API-Key: \(value)\r\n"))
            wrong.append(("Bearer \(value.prefix(60))", "Authorization: Bearer \(value)\r\n"))
        }
        for scheme in schemes { wrong.append(("Authorization: \(scheme)", "Authorization: \(scheme)\r\n")) }
        for line in lines { wrong.append((String(line.prefix(60)), line)) }
        return wrong
    }

    /// The key where it does not count, paths that could lead past the question, and what could be told without a key.
    private static var misplaced: [(String, String)] {
        let queries = ["key", "api_key", "apikey", "access_token", "token", "Authorization", "X-API-Key"]
        let paths = [
            "/languages", "/nowhere", "/jobs/0", "/jobs/\(String(repeating: "0", count: 32))", "/tasks/x/log", "//jobs",
            "/jobs/", "/health/../jobs", "/s/../jobs", "/Jobs", "/health/x", "/openapi.json",
            "/stats", "/nodes", "/", "/snippets/AAAAAAAAAAAAAAAA", "/healthz", "/health%2f..%2fjobs", "/.", "/s",
            "/;/jobs",
        ]
        let methods = ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"]
        var misplaced: [(String, String)] = []
        for query in queries { misplaced.append(("?\(query)=", get("/jobs?\(query)=\(key)"))) }
        for path in paths { misplaced.append((path, get(path))) }
        for method in methods { misplaced.append((method, get("/jobs", method: method))) }
        for path in ["/format", "/snippets", "/jobs", "/nowhere"] {
            misplaced.append(("POST \(path)", Wire.post("Connection: close\r\n", path: path)))
        }
        misplaced.append(("a body that is no JSON", Wire.post("Connection: close\r\n", body: "{")))
        return misplaced
    }

    /// What is no header at all, or too much of one.
    private static let malformed: [(String, String)] = [
        ("NUL behind the key", "X-API-Key: \(key)\0\r\n"), ("NUL before the key", "Authorization: Bearer \0\(key)\r\n"),
        ("a control character", "X-API-Key: \(key)\u{1}\r\n"), ("a key over two lines", "X-API-Key: \r\n \(key)\r\n"),
        ("white space before the colon", "X-API-Key : \(key)\r\n"), ("a bare CR", "X-API-Key: x\r\(key)\r\n"),
        ("64 KiB", "X-API-Key: " + String(repeating: "A", count: 65_536) + "\r\n"),
        ("two hundred keys", String(repeating: "X-API-Key: \(key)\r\n", count: 200)),
        ("a colon too many", ":X-API-Key: \(key)\r\n"),
    ]

    /// The controls: names of headers and schemes have no case, and white space around a value is none of it.
    private static let right: [(String, String)] = [
        ("the key", "X-API-Key: \(key)\r\n"), ("a small name", "x-api-key:\(key)\r\n"),
        ("white space around", "X-API-Key:  \t \(key) \t\r\n"), ("Bearer", "Authorization: Bearer \(key)\r\n"),
        ("bearer", "authorization: bEARER \(key)  \r\n"),
        ("both, one wrong", "Authorization: Bearer wrong\r\nX-API-Key: \(key)\r\n"),
    ]

    /// Looks at one refusal, and adds its shape: everything but the date, and what a HEAD leaves out.
    private static func expectRefused(
        _ name: String, _ answer: String, _ shapes: inout Set<String>, _ findings: inout CaseFindings
    ) {
        findings.expect(Wire.statuses(answer) == [401], "\(name): \(answer.prefix(300))")
        findings.expect(!answer.contains(key), "\(name): the key is in the answer")
        guard !answer.hasSuffix("\r\n\r\n") else { return }
        let lines = answer.components(separatedBy: "\r\n").filter { !$0.lowercased().hasPrefix("date:") }
        shapes.insert(lines.joined(separator: "\n"))
    }

    private static func sockets(_ port: Int, _ findings: inout CaseFindings) throws {
        func offer(_ key: String) -> String {
            let base64 = Data(key.utf8).base64EncodedString()
            return base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        let wrong: [(protocols: String?, headers: String, path: String)] = [
            (nil, "", "/execute"), ("runlet.v1", "", "/execute"), ("runlet.v1", "", "/execute?key=\(key)"),
            ("runlet.v1, runlet.key.", "", "/execute"), ("runlet.v1, runlet.key.\(key)", "", "/execute"),
            ("runlet.v1, runlet.key.\(offer(String(key.dropLast())))", "", "/execute"),
            ("runlet.v1, RUNLET.KEY.\(offer(key))", "", "/execute"), ("runlet.v1, runlet.key.!!!!", "", "/execute"),
            ("runlet.v1, key.\(offer(key))", "", "/execute"), ("runlet.v1", "Cookie: key=\(key)\r\n", "/execute"),
            ("runlet.v1", "Authorization: Basic \(key)\r\n", "/execute"),
            ("runlet.v1, runlet.key.\(offer(String(repeating: "x", count: 8000)))", "", "/execute"),
        ]
        for wish in wrong {
            let socket = try WebSocketClient(
                port: port, path: wish.path, protocols: wish.protocols, headers: wish.headers)
            let isRefused = socket.answer.hasPrefix("HTTP/1.1 401 ") && !socket.answer.contains(key)
            findings.expect(isRefused, "a WebSocket with \(wish): \(socket.answer)")
        }
        let right = try WebSocketClient(port: port, protocols: "runlet.v1, runlet.key.\(offer(key))")
        findings.expect(right.isOpen && !right.answer.contains(offer(key)), "the right key: \(right.answer)")
    }

    /// What is open stays so, and shows nothing of what is not.
    private static func openPages(_ client: ServerClient, _ port: Int, _ findings: inout CaseFindings) async throws {
        for (path, accept) in [
            ("/", "text/html"), ("/s/x", "text/html"), ("/health", "*/*"), ("/playground/settings.json", "*/*"),
            ("/embed.js", "*/*"), ("/admin", "text/html"), ("/playground/app.js", "*/*"),
        ] {
            for headers in [[("Accept", accept)], [("Accept", accept), ("X-API-Key", "wrong")]] {
                let answer = try await client.send("GET", path, headers: headers)
                findings.expect(answer.status == 200, "\(path) is \(answer.status)")
                findings.expect(!answer.text.contains(key), "\(path): the key is in it")
            }
        }
        for path in ["/playground/../jobs", "/playground/%2e%2e/jobs", "/playground/..%2fjobs", "/playground/none"] {
            let answer = try Wire.answer(get(path), port: port)
            let isNone = [400, 401, 404].contains(Wire.statuses(answer).first) && !answer.contains("totalItems")
            findings.expect(isNone, "\(path): \(answer.prefix(300))")
        }
    }
}
