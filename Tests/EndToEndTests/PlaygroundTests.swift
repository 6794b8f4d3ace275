import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("The pages")
    struct PlaygroundTests {
        /// A folder of files, with some that must not be served.
        private func folder() throws -> TemporaryDirectory {
            let directory = try TemporaryDirectory()
            let files = FileManager.default
            try files.createDirectory(atPath: directory.path + "/playground/vendor", withIntermediateDirectories: true)
            try directory.write("<!doctype html>page", to: "playground/index.html")
            try directory.write("<!doctype html>admin", to: "playground/admin.html")
            try directory.write("embed()", to: "playground/embed.js")
            try directory.write("app()", to: "playground/app.js")
            try directory.write("packed", to: "playground/app.js.gz")
            try directory.write("body {}", to: "playground/vendor/app.css")
            try directory.write("secret", to: "secret.txt")
            try directory.write("secret", to: "playground/.hidden.txt")
            try directory.write("secret", to: "playground/notes.md")
            try directory.write("secret", to: "playground/a b.txt")
            let links = ["out.txt": "../secret.txt", "in.txt": "app.js", "up": "..", "loop": "vendor"]
            for (name, target) in links {
                try files.createSymbolicLink(
                    atPath: "\(directory.path)/playground/\(name)", withDestinationPath: target)
            }
            return directory
        }

        private func withPages(
            _ settings: [String: String] = [:], _ body: (ServerClient, ServerProcess) async throws -> Void
        ) async throws {
            let directory = try folder()
            let path = ["PLAYGROUND_PATH": directory.path + "/playground"]
            try await withServer(path.merging(settings) { $1 }) { try await body($0.client, $0) }
        }

        private func get(_ client: ServerClient, _ path: String, _ headers: [(String, String)] = []) async throws
            -> Answer
        {
            try await client.send("GET", path, headers: headers)
        }

        @Test("a browser gets the page at /, and others the links")
        func root() async throws {
            try await withPages { client, _ in
                let page = try await get(client, "/", [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")])
                #expect(page.text == "<!doctype html>page")
                #expect(page.header("content-type") == "text/html; charset=utf-8")
                #expect(page.header("vary")?.contains("Accept") == true)
                for accept in ["*/*", "application/json"] {
                    let links = try await get(client, "/", [("Accept", accept)])
                    #expect(links["name"] == "runlet")
                }
            }
        }

        @Test("pages say what they may load, and whether others may frame them")
        func policies() async throws {
            try await withPages { client, _ in
                for path in ["/s/abc", "/admin", "/s/abc?x=embed", "/playground/index.html"] {
                    let page = try await get(client, path)
                    #expect(page.status == 200)
                    let policy = try #require(page.header("content-security-policy"))
                    for part in [
                        "default-src 'none'", "script-src 'self';", "connect-src 'self'", "base-uri 'none'",
                        "form-action 'none'", "frame-ancestors 'none'",
                    ] {
                        #expect(policy.contains(part), "\(path): \(policy)")
                    }
                    #expect(page.header("cross-origin-opener-policy") == "same-origin")
                    #expect(page.header("x-content-type-options") == "nosniff")
                    #expect(page.header("referrer-policy") == "no-referrer")
                    #expect(page.header("cache-control") == "no-cache")
                }
                for path in ["/s/abc?embed", "/s/abc?embed=1", "/s/abc?a=b&embed"] {
                    let page = try await get(client, path)
                    #expect(page.header("content-security-policy")?.hasSuffix("frame-ancestors *") == true)
                    #expect(page.header("cross-origin-opener-policy") == nil)
                }
                let script = try await get(client, "/embed.js")
                #expect(script.text == "embed()")
                #expect(script.header("cross-origin-resource-policy") == "cross-origin")
                #expect(script.header("content-type") == "text/javascript; charset=utf-8")
            }
        }

        @Test("what the client has is not sent again, and what is packed is sent packed to those who can unpack it")
        func tags() async throws {
            try await withPages { client, _ in
                let plain = try await get(client, "/playground/app.js")
                #expect(plain.text == "app()")
                #expect(plain.header("content-encoding") == nil)
                let tag = try #require(plain.header("etag"))
                for list in [tag, "\"other\", W/\(tag)", "*"] {
                    let same = try await get(client, "/playground/app.js", [("If-None-Match", list)])
                    #expect(same.status == 304)
                    #expect(same.body.isEmpty)
                    #expect(same.header("etag") == tag)
                }
                #expect(try await get(client, "/playground/app.js", [("If-None-Match", "\"x\"")]).status == 200)
                for accept in ["gzip", "br, gzip;q=0.5", "*"] {
                    let packed = try await get(client, "/playground/app.js", [("Accept-Encoding", accept)])
                    #expect(packed.header("content-encoding") == "gzip")
                    #expect(packed.text == "packed")
                    #expect(packed.header("etag") != tag)
                    #expect(packed.header("vary")?.contains("Accept-Encoding") == true)
                }
                for accept in ["br", "gzip;q=0", "identity"] {
                    let answer = try await get(client, "/playground/app.js", [("Accept-Encoding", accept)])
                    #expect(answer.header("content-encoding") == nil)
                }
                let head = try await client.send("HEAD", "/playground/vendor/app.css")
                #expect(head.status == 200)
                #expect(head.body.isEmpty)
                #expect(head.header("content-type") == "text/css; charset=utf-8")
            }
        }

        private static let notThere = [
            "..%2fsecret.txt", "../secret.txt", "%2e%2e/secret.txt", "vendor/../../secret.txt", "vendor%2Fapp.css",
            "app.js%00", "app.js%00.css", "%61pp.js", "", "vendor", "vendor/", "/app.js", "app.js/", ".hidden.txt",
            "notes.md", "a%20b.txt", "out.txt", "up/secret.txt", "loop/app.css", "app.js.gz", "App.js", "..",
            "//etc/passwd", "..\\secret.txt",
        ]

        @Test("nothing is served but what is in the folder")
        func nothingElse() async throws {
            try await withPages { _, server in
                for path in Self.notThere {
                    let connection = try RawConnection(port: server.port)
                    connection.write("GET /playground/\(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                    var answer = ""
                    while case let more = connection.read(), !more.isEmpty { answer += more }
                    #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(path): \(answer)")
                    #expect(answer.hasSuffix("{\"message\":\"not found\"}"), "\(path): \(answer)")
                }
            }
        }

        @Test("a link that stays inside is what it leads to")
        func link() async throws {
            try await withPages { client, _ in
                let answer = try await get(client, "/playground/in.txt")
                #expect(answer.text == "app()")
            }
        }

        @Test("the settings say what a request may ask for")
        func settings() async throws {
            try await withPages(["WORKER_LIMITS_TIMEOUT": "20s"]) { client, _ in
                let settings = try await get(client, "/playground/settings.json").json
                #expect(settings["keyRequired"] == false)
                #expect(settings["share"] == true)
                #expect(settings["limits"]["caps"]["timeout"] == 20_000)
                #expect(settings["limits"]["caps"]["memory"] == .number(Double(2 << 30)))
                #expect(settings["limits"]["caps"]["cpus"] == 2)
                #expect(settings["limits"]["defaults"]["timeout"] == 5000)
                #expect(settings["limits"]["defaults"]["processes"] == 64)
                #expect(settings["limits"]["defaults"]["disk"] == .number(Double(64 << 20)))
            }
        }

        @Test("without pages the API is as it was")
        func without() async throws {
            try await withServer(["COORDINATOR_API_ENDPOINTS_PLAYGROUND": "false"]) { server in
                for path in ["/admin", "/s/abc", "/embed.js", "/playground/app.js", "/playground/settings.json"] {
                    #expect(try await server.client.get(path).status == 404)
                }
                let root = try await get(server.client, "/", [("Accept", "text/html")])
                #expect(root["name"] == "runlet")
            }
        }

        @Test("a folder that was asked for must be there")
        func missing() async throws {
            let directory = try TemporaryDirectory()
            let result = try await CommandLineTool.run(
                ["run", "standalone"], in: directory, settings: ["PLAYGROUND_PATH": "nowhere"])
            #expect(result.code == 1)
            #expect(result.stderr.contains("playground.path: there is no folder \(directory.path)/nowhere"))
        }

        @Test("the operators' page needs a key where everybody could be one")
        func admin() async throws {
            try await withPages(["COORDINATOR_ADDRESS": "0.0.0.0:0"]) { client, _ in
                let answer = try await get(client, "/admin")
                #expect(answer.status == 403)
                #expect(answer.message?.contains("coordinator.operator.key") == true)
            }
            try await withPages(["COORDINATOR_ADDRESS": "0.0.0.0:0", "COORDINATOR_OPERATOR_KEY": "k"]) { client, _ in
                let answer = try await get(client, "/admin")
                #expect(answer.text == "<!doctype html>admin")
            }
        }
    }
}
