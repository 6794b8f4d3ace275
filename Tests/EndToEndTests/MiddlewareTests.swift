import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("What stands before the API", .timeLimit(.minutes(2)))
    struct MiddlewareTests {
        @Test("a client that asks too often is told when to come again; others and the pages' files are not touched")
        func rate() async throws {
            let settings = [
                "MIDDLEWARE_WEB_RATELIMIT_ENABLED": "true", "MIDDLEWARE_WEB_RATELIMIT_RPS": "5",
                "COORDINATOR_PROXIES": "127.0.0.1",
            ]
            try await withServer(settings) { server in
                let impatient = [("X-Forwarded-For", "192.0.2.1")]
                var statuses: [Int] = []
                for _ in 0..<40 {
                    let answer = try await server.client.send("GET", "/languages", headers: impatient)
                    statuses.append(answer.status)
                    if answer.status == 429 { #expect(answer.header("retry-after") == "1") }
                }
                #expect(statuses.prefix(5) == [200, 200, 200, 200, 200])
                #expect(statuses.filter { $0 == 429 }.count > 20, "\(statuses)")
                let other = try await server.client.send(
                    "GET", "/languages", headers: [("X-Forwarded-For", "192.0.2.2")])
                #expect(other.status == 200)
                for _ in 0..<20 { #expect(try await server.client.get("/health").status == 200) }
                // Runs of one WebSocket count as requests.
                try await Task.sleep(for: .seconds(1.1))
                let socket = try WebSocketClient(port: server.port, headers: "X-Forwarded-For: 192.0.2.3\r\n")
                let request: JSONValue = ["language": "bash", "code": "echo on"]
                let ends = try (0..<8).map { _ in try socket.run(request).last ?? .null }
                #expect(ends.first?["event"] == "result", "\(ends)")
                #expect(
                    ends.contains { $0["data"]["message"].string?.contains("too many requests") == true }, "\(ends)")
            }
        }

        @Test("where a name and a password are asked for, nobody gets in without, and whoever has them does")
        func basic() async throws {
            let settings = [
                "MIDDLEWARE_WEB_BASICAUTH_ENABLED": "true", "MIDDLEWARE_WEB_BASICAUTH_USERNAME": "müller",
                "MIDDLEWARE_WEB_BASICAUTH_PASSWORD": "pass:word",
            ]
            try await withServer(settings) { server in
                func ask(_ path: String, _ credentials: String?) async throws -> Answer {
                    let value = credentials.map { "Basic " + Data($0.utf8).base64EncodedString() }
                    return try await server.client.send(
                        "GET", path, headers: (value.map { [("Authorization", $0)] } ?? []) + [("Accept", "text/html")])
                }
                for path in ["/", "/languages", "/jobs", "/metrics"] {
                    for wrong in [nil, "müller:", "müller:pass", "müller", "", "x:pass:word"] {
                        let answer = try await ask(path, wrong)
                        #expect(answer.status == 401, "\(path) \(wrong ?? "")")
                        #expect(answer.header("www-authenticate")?.hasPrefix("Basic realm=") == true)
                    }
                    #expect(try await ask(path, "müller:pass:word").status == 200, "\(path)")
                }
                #expect(try await ask("/health", nil).status == 200)
                let socket = try WebSocketClient(port: server.port)
                #expect(socket.answer.hasPrefix("HTTP/1.1 401 "))
                let known = "Authorization: Basic \(Data("müller:pass:word".utf8).base64EncodedString())\r\n"
                #expect(try WebSocketClient(port: server.port, headers: known).isOpen)
            }
        }
    }
}
