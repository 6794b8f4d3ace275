import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("The contract of /execute", .server())
    struct ContractTests {
        private func post(_ body: String) async throws -> Answer {
            try await client.send("POST", "/execute", body: Data(body.utf8))
        }

        @Test("the answer begins with what the contract began with", arguments: ["", "application/json", "text/plain"])
        func hello(_ contentType: String) async throws {
            let answer = try await client.send(
                "POST", "/execute", body: Data(#"{"language":"bash","code":"echo hello world"}"#.utf8),
                headers: contentType.isEmpty ? [] : [("Content-Type", contentType)])
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix(#"{"output":"hello world\n","#))
            #expect(answer.header("content-type") == "application/json")
            #expect(answer["outcome"] == "completed")
            #expect(answer["exitCode"].int == 0)
            #expect(answer["language"] == "bash")
            #expect(answer["id"].string?.utf8.count == 32)
            #expect(answer["node"].string?.isEmpty == false)
            #expect(answer["truncated"] == false)
        }

        @Test("an alias is as good as an id")
        func alias() async throws {
            let answer = try await client.execute(["language": "sh", "code": "echo alias"])
            #expect(answer["output"] == "alias\n")
            #expect(answer["language"] == "bash")
        }

        @Test(
            "what is wrong is said byte for byte",
            arguments: [
                (#"{"language":"foo","code":"x"}"#, "unknown language: foo"),
                (#"{"code":"echo"}"#, "require: language"),
                (#"{"language":"","code":"echo"}"#, "require: language"),
                (#"{"language":"bash"}"#, "require: code"),
                (#"{}"#, "require: language"),
                (#"{"language":1,"code":"x"}"#, "language: must be a string"),
                (#"{"language":"bash","code":["x"]}"#, "code: must be a string"),
                (#"{"language":"bash","code":"x","args":"y"}"#, "args: must be an array"),
                (#"{"language":"bash","code":"x","args":[1]}"#, "args[0]: must be a string"),
                (#"{"language":"bash","code":"x","env":{"A":1}}"#, "env.A: must be a string"),
                (#"{"language":"bash","code":"x","files":[{"name":"a"}]}"#, "files[0].content: is missing"),
                (#"{"language":"bash","code":"x","colour":"red"}"#, "colour: is not a known field"),
                (#"{"language":"bash","code":"x","limits":{"time":1}}"#, "limits.time: is not a known field"),
                (#"{"language":"bash","code":"x","run":{"timeout":1}}"#, "run.timeout: is not a known field"),
                (
                    #"{"language":"bash","code":"x","files":[{"name":"a","content":"*","encoding":"base64"}]}"#,
                    "files[0].content: is not valid base64"
                ),
                (
                    #"{"language":"bash","code":"x","stdin":"y","inputs":[{}]}"#,
                    "inputs: cannot be combined with stdin, args or env"
                ),
            ])
        func refusal(_ body: String, _ message: String) async throws {
            let answer = try await post(body)
            #expect(answer.status == 400)
            #expect(answer.text == #"{"message":"\#(message)"}"#)
        }

        @Test(
            "what is no JSON is a 400 with a message",
            arguments: [
                "", "{", "[]", "null", "1", "\"x\"", #"{"language":"bash","code":"x"} {}"#, #"{"language":"bash",}"#,
                #"{language:"bash"}"#, "{\"language\":\"bash\",\"code\":\"a\nb\"}",
                #"{"language":"bash","code":"\ud800"}"#,
                #"{"language":"bash","code":"\x"}"#, "\u{FEFF}{}", "language=bash&code=x",
            ])
        func malformed(_ body: String) async throws {
            let answer = try await post(body)
            #expect(answer.status == 400)
            #expect(answer.message?.isEmpty == false)
            #expect(answer.json.members.count == 1)
        }

        @Test("bytes that are no UTF-8 are a 400")
        func invalidUTF8() async throws {
            let start = Data(#"{"language":"bash","code":""#.utf8)
            for bytes: [UInt8] in [
                [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
            ] {
                let answer = try await client.send("POST", "/execute", body: start + bytes + Data(#""}"#.utf8))
                #expect(answer.status == 400, "\(bytes)")
                #expect(answer.message == "malformed JSON: must be UTF-8")
            }
            // JSON is UTF-8 and nothing else.
            let wide = #"{"language":"bash","code":"x"}"#.data(using: .utf16LittleEndian)
            #expect(try await client.send("POST", "/execute", body: wide).status == 400)
        }

        @Test(
            "brackets without end are a 400, and the server is still there", arguments: ["[", "{\"a\":", "[[{\"a\":"])
        func nesting(_ unit: String) async throws {
            let answer = try await post(String(repeating: unit, count: 200_000))
            #expect(answer.status == 400)
            #expect(answer.message?.hasPrefix("malformed JSON") == true)
            #expect(try await client.bash("echo alive")["output"] == "alive\n")
        }

        @Test("a body above the limit is a 413, announced or not")
        func tooLarge() async throws {
            let large = Data(repeating: UInt8(ascii: " "), count: (2 << 20) + 1)
            let answer = try await client.send("POST", "/execute", body: large)
            #expect(answer.status == 413)
            #expect(answer.message == "the request's body must be at most 2097152 bytes long")
            let connection = try RawConnection(port: server.port)
            connection.write("POST /execute HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<40 { connection.write("10000\r\n" + String(repeating: " ", count: 65536) + "\r\n") }
            #expect(connection.read().hasPrefix("HTTP/1.1 413 "))
        }

        @Test("a body at the limit is taken")
        func atLimit() async throws {
            let request = #"{"language":"bash","code":"echo fits"}"#
            let body = request + String(repeating: " ", count: (2 << 20) - request.utf8.count)
            #expect(try await post(body)["output"] == "fits\n")
        }

        @Test(
            "paths that are not there are a 404 in JSON",
            arguments: [
                "/nope", "/execute/x", "/jobs/abc", "/jobs/0123456789abcdef0123456789abcdef", "/tasks/..",
                "/../etc/passwd",
            ])
        func unknownPath(_ path: String) async throws {
            let answer = try await client.get(path)
            #expect(answer.status == 404)
            #expect(answer.header("content-type") == "application/json")
            #expect(answer.message?.isEmpty == false)
        }

        @Test("a wrong method is a 405 that says the right ones")
        func wrongMethod() async throws {
            for method in ["GET", "PUT", "DELETE"] {
                let answer = try await client.send(method, "/execute")
                #expect(answer.status == 405)
                #expect(answer.header("allow")?.contains("POST") == true)
                #expect(answer.message == "the method \(method) is not allowed here")
            }
            #expect(try await client.send("DELETE", "/jobs").status == 405)
        }

        @Test("every answer has an id of its own")
        func ids() async throws {
            var ids: Set<String> = []
            for _ in 0..<5 { ids.insert(try #require(try await client.bash(":")["id"].string)) }
            #expect(ids.count == 5)
            #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
        }
    }
}
