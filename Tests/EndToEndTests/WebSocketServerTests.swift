import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Many WebSockets, and the end of a server")
    struct WebSocketServerTests {
        @Test("a hundred that do nothing cost next to nothing")
        func idle() async throws {
            try await withServer { server in
                // What the first connections warm up is not theirs.
                do {
                    let warm = try (0..<20).map { _ in try WebSocketClient(port: server.port) }
                    for socket in warm { _ = try socket.run(["language": "bash", "code": "echo"]) }
                }
                try await Task.sleep(for: .seconds(1))
                let before = Host.residentMemory(of: server.pid)
                let sockets = try (0..<100).map { _ in try WebSocketClient(port: server.port) }
                #expect(sockets.allSatisfy { $0.isOpen })
                let after = Host.residentMemory(of: server.pid)
                print("100 idle WebSockets: \((after - before) >> 10) KiB")
                #expect(after - before < 4 << 20)
                #expect(try await server.client.bash("echo on")["output"] == "on\n")
                // They live longer than a connection of HTTP that says nothing, since they are asked.
                let last = try #require(sockets.last)
                let ping = try #require(Self.ping(of: last, within: .seconds(25)))
                last.send(opcode: WebSocketClient.pong, ping)
                #expect(try last.run(["language": "bash", "code": "echo"]).last?["event"] == "result")
            }
        }

        private static func ping(of socket: WebSocketClient, within timeout: Duration) -> Data? {
            let deadline = ContinuousClock.now + timeout
            while ContinuousClock.now < deadline {
                if let frame = socket.frame(), frame.opcode == WebSocketClient.ping { return frame.data }
            }
            return nil
        }

        @Test("a server that stops says goodbye to those who wait, and lets a run end")
        func shutdown() async throws {
            let server = try await ServerProcess.start()
            let idle = try WebSocketClient(port: server.port)
            let busy = try WebSocketClient(port: server.port)
            try busy.send(["type": "run", "request": ["language": "bash", "code": "echo begun; sleep 1; echo ended"]])
            _ = busy.messages { $0["event"] == "stdout" }
            let start = ContinuousClock.now
            server.process.send(SIGTERM)
            #expect(idle.goodbye() == 1001)
            #expect(ContinuousClock.now - start < .milliseconds(700))
            idle.send(opcode: WebSocketClient.close, Data([0x03, 0xE9]))
            #expect(idle.isAtEnd())
            let rest = busy.messages { $0["event"] == "result" }
            #expect(rest.last?["data"]["outcome"] == "completed")
            #expect(busy.goodbye() == 1001)
            busy.send(opcode: WebSocketClient.close, Data([0x03, 0xE9]))
            await server.client.close()
            #expect(try await server.process.wait(atMost: .seconds(20)) == .exited(0))
            let took = ContinuousClock.now - start
            print("with WebSockets open, stopped \(took) after the signal")
            #expect(took < .seconds(4))
        }

        @Test("a key is needed before the connection is a WebSocket")
        func key() async throws {
            let settings = ["MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true", "MIDDLEWARE_WEB_KEYAUTH_KEY": "a???b>>>"]
            try await withServer(settings) { server in
                let port = server.port
                #expect(try WebSocketClient(port: port).answer.hasPrefix("HTTP/1.1 401 "))
                let wrong = try WebSocketClient(port: port, protocols: "runlet.v1, runlet.key.YT8_P2I-Pj8")
                #expect(wrong.answer.hasPrefix("HTTP/1.1 401 "))
                let right = try WebSocketClient(port: port, protocols: "runlet.v1, runlet.key.YT8_P2I-Pj4")
                #expect(right.isOpen)
                // What is chosen is the protocol, never the key.
                #expect(!right.answer.contains("runlet.key"))
                #expect(try WebSocketClient(port: port, headers: "Authorization: Bearer a???b>>>\r\n").isOpen)
            }
        }

        @Test("no room for a run is an error of 429, and the connection stays")
        func full() async throws {
            try await withServer(["COORDINATOR_MAXPENDING": "1"]) { server in
                let id = try await server.client.submit("sleep 20")
                let socket = try WebSocketClient(port: server.port)
                let request: JSONValue = ["language": "bash", "code": "echo on"]
                let refused = try socket.run(request)
                #expect(refused.last?["data"]["status"] == 429)
                #expect(refused.last?["data"]["retryAfter"].int ?? 0 >= 1)
                _ = try await server.client.send("PUT", "/jobs/\(id)/cancel")
                _ = try await server.client.ended(id)
                #expect(try socket.run(request).last?["event"] == "result")
            }
        }
    }
}
