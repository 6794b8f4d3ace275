import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Shared snippets", .server(["DATASTORE_SNIPPETSIZE": "1MiB"]))
    struct SnippetTests {
        private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

        private func share(_ snippet: JSONValue) async throws -> String {
            let answer = try await client.post("/snippets", snippet)
            guard answer.status == 201, let id = answer["id"].string else {
                throw TestFailure("not shared: \(answer.status) \(answer.text)")
            }
            return id
        }

        @Test("every field comes back, and what comes back runs")
        func roundTrip() async throws {
            let snippet: JSONValue = [
                "title": "Ünïcödé \"title\" </script>", "language": "bash",
                "code": "cat data/a.txt; echo \"$1 $NAME \u{1F600}\"; cat", "entry": "start.sh",
                "files": [
                    ["name": "data/a.txt", "content": "text\n"],
                    ["name": "b.bin", "content": "/wAB", "encoding": "base64"],
                ],
                "stdin": "in\r\n\u{0}", "args": ["a b", ""], "env": ["NAME": "v", "B": "2"],
                "limits": [
                    "cpus": 0.5, "memory": "64MiB", "timeout": "1s500ms", "cpuTime": "1s", "processes": 10,
                    "output": "4KiB", "disk": "1MiB",
                ],
            ]
            let id = try await share(snippet)
            #expect(id.utf8.count == 16 && id.allSatisfy(Self.letters.contains))
            let answer = try await client.get("/snippets/\(id)")
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            #expect(answer.header("cache-control")?.contains("immutable") == true)
            #expect(answer["id"] == .string(id))
            #expect(answer["createdAt"].string?.hasSuffix("Z") == true)
            var members = answer.json.members
            members["id"] = nil
            members["createdAt"] = nil
            #expect(JSONValue.object(members) == snippet)
            members["title"] = nil
            let run = try await client.execute(.object(members))
            #expect(run["stdout"] == "text\na b v \u{1F600}\nin\r\n\u{0}", "\(run.text)")
            // What came back is the same snippet.
            #expect(try await share(answer.json.without("id", "createdAt")) == id)
        }

        @Test("the same content has the same id, however it is written")
        func sameContent() async throws {
            let id = try await share([
                "language": "bash", "code": "echo same", "env": ["A": "1", "B": "2"], "limits": ["memory": "64MiB"],
            ])
            let other = #"""
                {"limits":{"memory":67108864},"env":{"B":"2","A":"1"},"code":"echo s\u0061me","stdin":"","title":null,
                 "language":"SH","args":[],"files":[]}
                """#
            let answer = try await client.send("POST", "/snippets", body: Data(other.utf8))
            #expect(answer["id"] == .string(id), "\(answer.text)")
            #expect(answer["url"] == .string("/s/\(id)"))
            #expect(answer.header("location") == "/snippets/\(id)")
            for code in ["echo same ", "echo Same", ""] {
                #expect(try await share(["language": "bash", "code": .string(code)]) != id)
            }
        }

        @Test("another server gives another id, a restarted one the same")
        func secret() async throws {
            let snippet: JSONValue = ["language": "bash", "code": "echo secret"]
            let here = try await share(snippet)
            let directory = try TemporaryDirectory()
            let first = try await withServer(in: directory) { server in
                try await server.client.post("/snippets", snippet)["id"].string
            }
            let again = try await withServer(in: directory) { server in
                let id = try await server.client.post("/snippets", snippet)["id"].string
                let snippet = try await server.client.get("/snippets/\(id ?? "")")
                #expect(snippet["code"] == "echo secret")
                return id
            }
            #expect(first == again && first != nil)
            #expect(first != here)
        }

        @Test("a snippet may be as large as the bound, and no larger")
        func size() async throws {
            let frame = #"{"language":"bash","code":""}"#.utf8.count
            let largest = String(repeating: "x", count: 65536 - frame)
            let id = try await share(["language": "bash", "code": .string(largest)])
            #expect(try await client.get("/snippets/\(id)")["code"].string?.utf8.count == largest.utf8.count)
            let answer = try await client.post("/snippets", ["language": "bash", "code": .string(largest + "x")])
            #expect(answer.status == 413)
            #expect(answer.message?.contains("64KiB") == true)
            let files = (0..<90).map {
                JSONValue.object(["name": .string("f\($0)"), "content": .string(String(repeating: "y", count: 1000))])
            }
            #expect(try await client.post("/snippets", ["language": "bash", "files": .array(files)]).status == 413)
        }

        @Test(
            "what is no id is not found",
            arguments: [
                "AAAAAAAAAAAAAAAA", "a", "", "..", "%2e%2e", "AAAAAAAAAAAAAAA%00", "AAAAAAAAAAAAAAA'",
                "AAAAAAAAAAAAAAA%2F",
                "%27%20OR%201=1--%20", "%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80", "AAAAAAAAAAAAAAA=",
                "AAAA+AAAA/AAAAAA",
                String(repeating: "A", count: 43), String(repeating: "A", count: 5000), "AAAAAAAAAAAAAAAA/x",
            ])
        func hostileID(_ id: String) async throws {
            let answer = try await client.get("/snippets/\(id)")
            #expect(id.isEmpty ? [404, 405].contains(answer.status) : answer.status == 404, "\(answer.status)")
            #expect(answer.message?.isEmpty == false)
        }

        @Test(
            "what could not be run is not stored",
            arguments: [
                (#"{}"#, "require: language"), (#"{"language":"bash"}"#, "require: code"),
                (#"{"language":"foo","code":"x"}"#, "unknown language: foo"),
                (#"{"language":"bash","code":"x","inputs":[{}]}"#, "inputs: cannot be shared"),
                (#"{"language":"bash","code":"x","artifacts":["*"]}"#, "artifacts: cannot be shared"),
                (#"{"language":"bash","code":"x","compile":{}}"#, "compile: cannot be shared"),
                (#"{"language":"bash","code":"x","colour":"red"}"#, "colour: is not a known field"),
                (#"{"language":"bash","code":"x","id":"AAAAAAAAAAAAAAAA"}"#, "id: is not a known field"),
                (#"{"language":"bash","code":"x","createdAt":"now"}"#, "createdAt: is not a known field"),
                (#"{"language":"bash","code":"x","title":1}"#, "title: must be a string"),
                (
                    #"{"language":"bash","code":"x","title":"a\u0007"}"#,
                    "title: must be at most 200 bytes long, without control characters"
                ),
                (#"{"language":"bash","code":"x","limits":{"memory":"1TiB"}}"#, "limits.memory: must be at most 2GiB"),
                (
                    #"{"language":"bash","code":"x","files":[{"name":"../a","content":""}]}"#,
                    "files[0].name: must not contain \".\" or \"..\""
                ),
                (#"{"language":"bash","code":"x","code":"y"}"#, "code: is there twice"),
                (#"[]"#, "the body must be an object"),
            ])
        func refusal(_ body: String, _ message: String) async throws {
            let answer = try await client.send("POST", "/snippets", body: Data(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.message == message)
        }

        @Test(
            "what is no JSON is a 400",
            arguments: [
                "", "{", "null", "1", "{\"language\":\"bash\",\"code\":\"\\ud800\"}",
                String(repeating: "[", count: 100_000),
            ])
        func malformed(_ body: String) async throws {
            let answer = try await client.send("POST", "/snippets", body: Data(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.message?.isEmpty == false)
        }

        @Test("where all that is there is recent, nothing goes, and no more comes")
        func total() async throws {
            try await withServer(["DATASTORE_SNIPPETSIZE": "1MiB"]) { server in
                let code = String(repeating: "z", count: 60_000)
                func share(_ name: String) async throws -> Answer {
                    try await server.client.post(
                        "/snippets", ["language": "bash", "code": .string("# \(name) \(code)")])
                }
                let first = try await share("first")
                var last = first
                for index in 0..<20 where last.status == 201 { last = try await share("\(index)") }
                #expect(last.status == 429)
                #expect(last.header("retry-after") == "3600")
                #expect(try await server.client.get("/snippets/\(first["id"].string ?? "")").status == 200)
                // What is there already needs no room.
                #expect(try await share("first")["id"] == first["id"])
            }
        }

        @Test("they can be turned off")
        func toggle() async throws {
            try await withServer(["COORDINATOR_API_ENDPOINTS_SNIPPETS": "false"]) { server in
                let answer = try await server.client.post("/snippets", ["language": "bash", "code": "x"])
                #expect(answer.status == 404)
                let document = try await server.client.get("/openapi.json")
                #expect(document["paths"]["/snippets"] == .null)
            }
        }
    }
}

extension JSONValue {
    fileprivate func without(_ names: String...) -> JSONValue {
        .object(members.filter { !names.contains($0.key) })
    }
}
