import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("WebSockets on /execute", .server())
    struct WebSocketTests {
        private func connect(_ protocols: String? = "runlet.v1", headers: String = "") throws -> WebSocketClient {
            let socket = try WebSocketClient(port: server.port, protocols: protocols, headers: headers)
            #expect(socket.isOpen, "\(socket.answer)")
            return socket
        }

        private func bash(_ code: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
            .object(["language": "bash", "code": .string(code)].merging(more) { $1 })
        }

        private func text(_ messages: [JSONValue], _ stream: String = "stdout") -> String {
            messages.filter { $0["event"].string == stream }.compactMap { $0["data"]["text"].string }.joined()
        }

        @Test("a run is told as a stream of events tells it, but for the output in its result")
        func run() async throws {
            let socket = try connect()
            #expect(socket.answer.lowercased().contains("sec-websocket-protocol: runlet.v1\r\n"))
            // The value of RFC 6455, 1.3.
            #expect(socket.answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(!socket.answer.lowercased().contains("sec-websocket-extensions"))
            let messages = try socket.run(bash("echo out; sleep 0.2; echo err >&2; exit 3"))
            let names = messages.compactMap { $0["event"].string }
            #expect(names == ["queued", "started", "stdout", "stderr", "phase", "result"])
            #expect(messages[2]["data"] == ["text": "out\n", "phase": "run"])
            let result = try #require(messages.last)["data"]
            #expect(result["outcome"] == "failed")
            #expect(result["exitCode"] == 3)
            #expect(result["id"] == messages[0]["data"]["id"])
            #expect(result["run"]["usage"]["wall"].number ?? 0 > 0)
            for object in [result, result["run"]] {
                for field in ["output", "stdout", "stderr", "encoding"] { #expect(object.members[field] == nil) }
            }
            #expect(messages.allSatisfy { Set($0.members.keys) == ["event", "data"] })
        }

        @Test("many runs on one connection, and the connection outlives what is wrong with them")
        func many() async throws {
            let socket = try connect(nil)
            for number in 1...5 {
                #expect(text(try socket.run(bash("echo \(number)"))) == "\(number)\n")
                let wrong = try socket.run(["language": "nope", "code": ""])
                #expect(wrong == [["event": "error", "data": ["status": 400, "message": "unknown language: nope"]]])
            }
            let several = try socket.run(bash("cat", ["inputs": [["stdin": "a"], ["stdin": "b"]]]))
            #expect(text(several) == "ab")
            #expect(several.last?["data"]["runs"].items.count == 2)
        }

        @Test(
            "what is wrong is said in the words of HTTP",
            arguments: [
                ("[]", "the body must be an object"), ("{", "malformed JSON"),
                ("", "the body is empty, it must be JSON"),
                (#"{"type":"nope"}"#, "type: must be one of run, input"), ("{}", "type: is missing"),
                (#"{"type":1}"#, "type: must be a string"), (#"{"type":"run"}"#, "request: is missing"),
                (
                    #"{"type":"run","request":{"language":"bash","code":"x","colour":1}}"#,
                    "colour: is not a known field"
                ),
                (#"{"type":"run","request":{"language":"bash","code":1}}"#, "code: must be a string"),
                (#"{"type":"run","request":{"language":"bash"}}"#, "require: code"),
                (#"{"type":"run","request":{"language":"bash","code":"x"},"x":1}"#, "x: is not a known field"),
                (#"{"type":"run","type":"run"}"#, "type: is there twice"),
                (
                    #"{"type":"run","request":{"language":"bash","code":"x","limits":{"memory":0}}}"#,
                    "limits.memory: must be"
                ),
                (
                    #"{"type":"run","request":{"language":"bash","code":"x"},"terminal":{"columns":0,"rows":1}}"#,
                    "terminal.columns: must be a whole number from 1 to 1000"
                ),
                (
                    #"{"type":"run","request":{"language":"bash","code":"x","inputs":[{}]},"interactive":true}"#,
                    "inputs: cannot be combined"
                ),
                (#"{"type":"input","data":"*","encoding":"base64"}"#, "data: is not valid base64"),
                (#"{"type":"resize","columns":80}"#, "rows: is missing"),
                (#"{"type":"cancel","x":1}"#, "x: is not a known field"),
            ])
        func faulty(_ message: String, _ problem: String) async throws {
            let socket = try connect()
            socket.send(text: Data(message.utf8))
            let answer = try #require(socket.message())
            #expect(answer["event"] == "error")
            #expect(answer["data"]["status"] == 400)
            #expect(answer["data"]["message"].string?.hasPrefix(problem) == true, "\(answer)")
            // The connection is as good as before.
            #expect(text(try socket.run(bash("echo on"))) == "on\n")
        }

        @Test("while a run goes on there is no other, and it can be cancelled")
        func busy() async throws {
            let socket = try connect()
            try socket.send(["type": "run", "request": bash("echo begun; sleep 20")])
            _ = socket.messages { $0["event"] == "stdout" }
            try socket.send(["type": "run", "request": bash("echo")])
            #expect(socket.message()?["data"]["status"] == 409)
            let start = ContinuousClock.now
            try socket.send(["type": "cancel"])
            let rest = socket.messages { $0["event"] == "result" }
            #expect(rest.last?["data"]["outcome"] == "cancelled")
            #expect(ContinuousClock.now - start < .seconds(1))
            try socket.send(["type": "signal", "signal": "SIGKILL"])
            #expect(text(try socket.run(bash("echo next"))) == "next\n")
        }

        @Test("a client that goes away takes its run along within a second", arguments: ["reset", "end", "goodbye"])
        func leaving(_ way: String) async throws {
            var id = ""
            do {
                let socket = try connect()
                try socket.send(["type": "run", "request": bash("sleep 20")])
                id = socket.messages { $0["event"] == "started" }.first?["data"]["id"].string ?? ""
                switch way {
                case "goodbye":
                    socket.send(opcode: WebSocketClient.close, Data([0x03, 0xE9]))
                    #expect(socket.goodbye() == 1001)
                    #expect(socket.isAtEnd())
                case "reset": socket.resetAtEnd()
                default: break
                }
            }
            let job = try await client.job(id, in: ["CANCELLED"], within: .seconds(1))
            #expect(job["state"] == "CANCELLED")
            try await SharedServer.expectNothingLeft(of: server)
        }

        @Test("frames that are none end the connection, each with its code")
        func broken() async throws {
            let long = Data(repeating: UInt8(ascii: " "), count: 126)
            let cases: [(String, Int, (WebSocketClient) -> Void)] = [
                ("unmasked", 1002, { $0.send(opcode: 1, Data("{}".utf8), isMasked: false) }),
                ("a reserved bit", 1002, { $0.send(opcode: 1, Data(), first: 0xC1) }),
                ("a reserved kind", 1002, { $0.send(opcode: 3, Data()) }),
                ("binary", 1003, { $0.send(opcode: WebSocketClient.binary, Data([1])) }),
                ("no UTF-8", 1007, { $0.send(text: Data([0xFF])) }),
                ("half a character", 1007, { $0.send(text: Data([0xC3])) }),
                ("a continuation of nothing", 1002, { $0.send(opcode: 0, Data()) }),
                (
                    "a message within a message", 1002,
                    {
                        $0.send(opcode: 1, Data(), isEnd: false)
                        $0.send(text: Data())
                    }
                ),
                ("a ping in pieces", 1002, { $0.send(opcode: WebSocketClient.ping, Data(), isEnd: false) }),
                ("a long ping", 1002, { $0.send(opcode: WebSocketClient.ping, long) }),
                ("a goodbye without a right code", 1002, { $0.send(opcode: WebSocketClient.close, Data([0, 1])) }),
                ("half a code", 1002, { $0.send(opcode: WebSocketClient.close, Data([3])) }),
                (
                    "a frame that would be too large", 1009,
                    { $0.send(bytes: Data([0x81, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4])) }
                ),
                ("one of 2^63", 1009, { $0.send(bytes: Data([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])) }),
                (
                    "pieces that are too large together", 1009,
                    { socket in
                        for piece in 0..<40 {
                            socket.send(opcode: piece == 0 ? 1 : 0, Data(repeating: 32, count: 65536), isEnd: false)
                        }
                    }
                ),
            ]
            for (name, code, send) in cases {
                let socket = try connect()
                send(socket)
                #expect(socket.goodbye() == code, "\(name)")
            }
            #expect(try await client.bash("echo alive")["output"] == "alive\n")
        }

        @Test("a message in pieces with a ping between them is one message, and a ping is answered")
        func pieces() async throws {
            let socket = try connect()
            let message = Data(#"{"type":"run","request":{"language":"bash","code":"echo ä"}}"#.utf8)
            for (index, byte) in message.enumerated() {
                socket.send(opcode: index == 0 ? 1 : 0, Data([byte]), isEnd: index == message.count - 1)
                if index == 5 { socket.send(opcode: WebSocketClient.ping, Data("hi".utf8)) }
            }
            let pong = try #require(socket.frame())
            #expect(pong.opcode == WebSocketClient.pong && pong.text == "hi")
            #expect(text(socket.messages { $0["event"] == "result" }) == "ä\n")
        }

        @Test("a message as large as a body may be is taken")
        func large() async throws {
            let socket = try connect()
            let padding = String(repeating: "#", count: (2 << 20) - 200)
            #expect(text(try socket.run(bash("echo fits\n" + padding))) == "fits\n")
        }

        @Test("a program can be talked to while it runs")
        func conversation() async throws {
            let socket = try connect()
            // What comes before it has begun waits for it.
            try socket.send([
                "type": "run", "interactive": true,
                "request": bash(
                    #"read a; echo "first $a"; while read b; do echo "then $b"; done; echo over"#,
                    ["stdin": "from the request\n"]),
            ])
            try socket.send(["type": "input", "data": "early\n"])
            var seen = text(socket.messages { $0["data"]["text"].string?.contains("then early") == true })
            #expect(seen == "first from the request\nthen early\n")
            try socket.send(["type": "input", "data": "bGF0ZQo=", "encoding": "base64"])
            seen = text(socket.messages { $0["event"] == "stdout" })
            #expect(seen == "then late\n")
            try socket.send(["type": "eof"])
            let rest = socket.messages { $0["event"] == "result" }
            #expect(text(rest) == "over\n")
            #expect(rest.last?["data"]["outcome"] == "completed")
        }

        @Test("a terminal has a size that can change, and keys that are signals")
        func terminal() async throws {
            let socket = try connect()
            try socket.send([
                "type": "run", "terminal": ["columns": 100, "rows": 30],
                "request": bash(
                    """
                    tty -s && echo terminal; stty size
                    trap 'stty size' WINCH; trap 'echo interrupted; exit 7' INT
                    echo ready; while :; do sleep 0.05; done
                    """),
            ])
            var seen = text(socket.messages { $0["data"]["text"].string?.contains("ready") == true })
            #expect(seen.contains("terminal\r\n30 100\r\nready"), "\(seen)")
            try socket.send(["type": "resize", "columns": 81, "rows": 25])
            seen = text(socket.messages { $0["data"]["text"].string?.contains("25") == true })
            #expect(seen.contains("25 81"))
            try socket.send(["type": "signal", "signal": "SIGINT"])
            let rest = socket.messages { $0["event"] == "result" }
            #expect(text(rest).contains("interrupted"))
            #expect(rest.last?["data"]["exitCode"] == 7)
        }

        @Test("input that the program does not read is bounded, and said to be lost")
        func deaf() async throws {
            let socket = try connect()
            try socket.send(["type": "run", "interactive": true, "request": bash("echo up; sleep 3; echo over")])
            _ = socket.messages { $0["event"] == "stdout" }
            let piece = JSONValue.string(String(repeating: "x", count: 16 << 10))
            for _ in 0..<40 { try socket.send(["type": "input", "data": piece]) }
            let rest = socket.messages { $0["event"] == "result" }
            let losses = rest.filter { $0["event"] == "error" }
            #expect(losses.count >= 1 && losses.allSatisfy { $0["data"]["status"] == 413 }, "\(losses)")
            #expect(losses.count < 5, "\(losses.count)")
            #expect(rest.last?["data"]["outcome"] == "completed")
        }

        @Test("much output comes whole, in frames of a sensible size")
        func output() async throws {
            let socket = try connect()
            let messages = try socket.run(bash("seq 1 150000", ["limits": ["output": "4MiB"]]))
            #expect(text(messages) == (1...150_000).map { "\($0)\n" }.joined())
            let sizes = messages.compactMap { $0["data"]["text"].string?.utf8.count }
            print("1 MB of output: \(sizes.count) frames, the largest with \(sizes.max() ?? 0) bytes")
            #expect(sizes.max() ?? 0 <= 64 << 10)
        }

        @Test("what opens no WebSocket is an answer of HTTP in JSON")
        func handshakes() async throws {
            let port = try server.port
            func status(_ socket: WebSocketClient) -> String {
                #expect(socket.answer.contains("\r\n\r\n{\"message\":\""), "\(socket.answer)")
                return String(socket.answer.dropFirst(9).prefix(3))
            }
            #expect(status(try WebSocketClient(port: port, version: "8")) == "426")
            #expect(status(try WebSocketClient(port: port, key: "short")) == "400")
            #expect(status(try WebSocketClient(port: port, protocols: "chat")) == "400")
            #expect(status(try WebSocketClient(port: port, headers: "Origin: http://evil.example\r\n")) == "403")
            #expect(status(try WebSocketClient(port: port, headers: "Origin: null\r\n")) == "403")
            #expect(status(try WebSocketClient(port: port, headers: "Host: other\r\n")) == "400")
            #expect(try WebSocketClient(port: port, headers: "Origin: http://127.0.0.1:\(port)\r\n").isOpen)
            #expect(try WebSocketClient(port: port, path: "/execute?x=1").isOpen)
        }

        @Test("a connection that has carried requests can become a WebSocket")
        func reused() async throws {
            let connection = try RawConnection(port: server.port)
            connection.post("/execute", #"{"language":"bash","code":"echo first"}"#)
            #expect(connection.read().contains(#"{"output":"first\n""#))
            connection.write(
                "GET /execute HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            #expect(connection.read().hasPrefix("HTTP/1.1 101 "))
            // A ping of no bytes, masked with nothing.
            connection.write(Data([0x89, 0x80, 0, 0, 0, 0]))
            #expect(connection.read() == String(decoding: [0x8A, 0x00] as [UInt8], as: UTF8.self))
        }

        @Test("a client that asks for answers and takes none does not make the server grow")
        func flood() async throws {
            let pid = try server.pid
            let before = Host.residentMemory(of: pid)
            let socket = try connect()
            // Each of them has an error of twenty times its size for an answer.
            let message = Data([0x81, 0x81, 0, 0, 0, 0, UInt8(ascii: "{")])
            let many = Data(repeatElement(message, count: 10_000).joined())
            var sent = 0
            var rest = many
            let deadline = ContinuousClock.now + .seconds(3)
            while ContinuousClock.now < deadline, sent < 64 << 20 {
                guard let count = socket.sendSome(rest) else { break }
                sent += count
                rest = count == rest.count ? many : Data(rest.dropFirst(count))
                if count == 0 { try await Task.sleep(for: .milliseconds(5)) }
            }
            let after = Host.residentMemory(of: pid)
            print("a flood of \(sent >> 10) KiB without reading: \(before >> 20) MiB before, \(after >> 20) MiB after")
            #expect(after - before < 16 << 20)
            #expect(try await client.bash("echo alive")["output"] == "alive\n")
        }
    }
}
