import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("Who is let in")
    struct AccessTests {
        private static let program = Data(#"{"language":"bash","code":"echo ran"}"#.utf8)

        private func execute(_ client: ServerClient, _ headers: [(String, String)]) async throws -> Answer {
            try await client.send("POST", "/execute", body: Self.program, headers: headers)
        }

        @Test("no page of another origin runs code here")
        func origins() async throws {
            try await withServer { server in
                let client = server.client
                let own = "http://127.0.0.1:\(server.port)"
                #expect(try await execute(client, [("Origin", own)])["output"] == "ran\n")
                for origin in ["http://evil.example", "null", "http://127.0.0.1:1", own + "/", "\(own), \(own)"] {
                    let answer = try await execute(client, [("Origin", origin)])
                    #expect(answer.status == 403, "\(origin)")
                    #expect(answer.message?.contains("middleware.web.cors.origins") == true)
                    #expect(answer.header("access-control-allow-origin") == nil)
                    #expect(try await client.send("GET", "/languages", headers: [("Origin", origin)]).status == 200)
                }
                let jobs = try await client.get("/jobs").json["totalItems"]
                #expect(jobs == 1)
                // Also where no path is, so that nothing is told by the difference.
                #expect(try await client.send("PUT", "/x", headers: [("Origin", "null")]).status == 403)
            }
        }

        @Test("a page whose own name leads here is no page of the server's")
        func rebinding() async throws {
            try await withServer(["COORDINATOR_HOSTS": "play.example"]) { server in
                func status(_ host: String) throws -> String {
                    let connection = try RawConnection(port: server.port)
                    connection.write("GET /jobs HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                    return String(connection.read().dropFirst(9).prefix(3))
                }
                for host in [
                    "localhost:1", "127.0.0.1", "[::1]:8000", "play.example", "PLAY.example.:80", "a.localhost",
                ] {
                    let seen = try status(host)
                    #expect(seen == "200", "\(host)")
                }
                for host in [
                    "evil.example", "evil.example:8000", "localhost.evil.example", "play.example.evil", "x127.0.0.1a",
                ] {
                    let seen = try status(host)
                    #expect(seen == "421", "\(host)")
                }
            }
        }

        @Test("an origin that is let in may read, and is told so before it asks")
        func cors() async throws {
            let settings = [
                "MIDDLEWARE_WEB_CORS_ENABLED": "true", "MIDDLEWARE_WEB_CORS_ORIGINS": "https://a.example, http://b:81",
                "MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true", "MIDDLEWARE_WEB_KEYAUTH_KEY": "k",
            ]
            try await withServer(settings) { server in
                let asks = [
                    ("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "authorization,content-type"),
                ]
                let preflight = try await server.client.send("OPTIONS", "/execute", headers: asks)
                #expect(preflight.status == 204)
                #expect(preflight.header("access-control-allow-origin") == "https://a.example")
                #expect(preflight.header("access-control-allow-methods")?.contains("POST") == true)
                #expect(preflight.header("access-control-allow-headers")?.contains("Authorization") == true)
                #expect(preflight.header("access-control-allow-credentials") == nil)
                #expect(preflight.header("vary")?.contains("Origin") == true)
                let key = [("Authorization", "Bearer k")]
                let answer = try await execute(server.client, key + [("Origin", "http://b:81")])
                #expect(answer["output"] == "ran\n")
                #expect(answer.header("access-control-allow-origin") == "http://b:81")
                // A page must be able to see that its key is wrong.
                let refused = try await execute(server.client, [("Origin", "https://a.example")])
                #expect(refused.status == 401)
                #expect(refused.header("access-control-allow-origin") == "https://a.example")
                let other = try await execute(server.client, key + [("Origin", "https://c.example")])
                #expect(other.status == 403)
                #expect(other.header("access-control-allow-origin") == nil)
                #expect(other.header("vary")?.contains("Origin") == true)
            }
        }

        @Test("with a key, nothing but the pages and /health is open")
        func key() async throws {
            let settings = ["MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true", "MIDDLEWARE_WEB_KEYAUTH_KEY": "geheim"]
            try await withServer(settings) { server in
                let client = server.client
                for path in ["/", "/languages", "/jobs", "/openapi.json", "/nowhere", "/stats", "/jobs/abc"] {
                    let answer = try await client.get(path)
                    #expect(answer.status == 401, "\(path)")
                    #expect(answer.header("www-authenticate") == "Bearer")
                    #expect(answer.message?.isEmpty == false)
                }
                #expect(try await client.get("/health").status == 200)
                #expect(try await execute(client, []).status == 401)
                for header in [
                    ("Authorization", "Bearer wrong"), ("Authorization", "Basic geheim"), ("Authorization", "geheim"),
                    ("X-API-Key", "Geheim"), ("X-API-Key", ""),
                ] {
                    #expect(try await execute(client, [header]).status == 401, "\(header)")
                }
                for header in [("Authorization", "Bearer geheim"), ("X-API-Key", "geheim")] {
                    #expect(try await execute(client, [header])["output"] == "ran\n")
                    #expect(try await client.send("GET", "/jobs", headers: [header]).status == 200)
                }
                let log = server.directory.read("stdout") + server.directory.read("stderr")
                #expect(!log.contains("geheim"))
            }
        }

        @Test("operators have a key of their own")
        func operators() async throws {
            let settings = [
                "MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true", "MIDDLEWARE_WEB_KEYAUTH_KEY": "user",
                "COORDINATOR_OPERATOR_KEY": "boss",
            ]
            try await withServer(settings) { server in
                let client = server.client
                let user = [("Authorization", "Bearer user")]
                let boss = [("Authorization", "Bearer boss")]
                let ran = try await execute(client, user)
                let id = try #require(ran["id"].string)
                for path in ["/jobs", "/nodes", "/queues", "/stats", "/stats/history"] {
                    #expect(try await client.get(path).status == 401, "\(path)")
                    #expect(try await client.send("GET", path, headers: user).status == 401, "\(path)")
                    #expect(try await client.send("HEAD", path, headers: user).status == 401, "\(path)")
                    #expect(try await client.send("GET", path, headers: boss).status == 200, "\(path)")
                }
                for method in ["PUT", "POST"] {
                    #expect(try await client.send(method, "/jobs/\(id)/restart", headers: user).status == 401)
                    #expect(try await client.send(method, "/jobs/\(id)/restart", headers: boss).status != 401)
                }
                // Whoever has a job's id sees it.
                #expect(try await client.send("GET", "/jobs/\(id)", headers: user).status == 200)
                #expect(try await execute(client, boss)["output"] == "ran\n")
            }
        }

        @Test("a key that is switched on and empty stops the start")
        func emptyKey() async throws {
            let directory = try TemporaryDirectory()
            let result = try await CommandLineTool.run(
                ["run", "standalone"], in: directory, settings: ["MIDDLEWARE_WEB_KEYAUTH_ENABLED": "true"])
            #expect(result.code == 1)
            #expect(result.stderr.contains("middleware.web.keyauth.key"), "\(result.stderr)")
        }
    }
}
