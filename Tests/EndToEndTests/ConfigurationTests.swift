import TestKit
import Testing

extension EndToEndTests {
    @Suite("The configuration of the program")
    struct ConfigurationTests {
        private func start(_ toml: String, settings: [String: String] = [:]) async throws -> CommandLineTool.Result {
            let directory = try TemporaryDirectory()
            try directory.write(toml, to: "config.toml")
            return try await CommandLineTool.run(["run", "standalone"], in: directory, settings: settings)
        }

        @Test("endpoints that are turned off are not there")
        func toggles() async throws {
            let directory = try TemporaryDirectory()
            try directory.write(
                "[coordinator.api]\nendpoints.jobs = false\nendpoints.stats = false\n", to: "config.toml")
            try await withServer(["COORDINATOR_API_ENDPOINTS_HEALTH": "false"], in: directory) { server in
                for path in ["/jobs", "/jobs/0123456789abcdef0123456789abcdef", "/stats", "/health"] {
                    #expect(try await server.client.get(path).status == 404, "\(path)")
                }
                #expect(try await server.client.post("/jobs", ["tasks": []]).status == 404)
                #expect(try await server.client.bash("echo still")["output"] == "still\n")
                let document = try await server.client.get("/openapi.json").json
                #expect(document["paths"]["/execute"] != nil)
                #expect(document["paths"]["/jobs"] == nil)
            }
        }

        @Test("a limit of the configuration is the cap")
        func caps() async throws {
            try await withServer(["WORKER_LIMITS_TIMEOUT": "6s", "MIDDLEWARE_WEB_BODYLIMIT": "1KiB"]) { server in
                let answer = try await server.client.bash("echo", ["limits": ["timeout": 7]])
                #expect(answer.status == 400)
                #expect(answer.message?.contains("limits.timeout: must be at most 6s") == true)
                #expect(try await server.client.bash(String(repeating: "#", count: 1024)).status == 413)
            }
        }

        @Test("an unknown key stops the start and names the nearest")
        func unknownKey() async throws {
            let result = try await start("# a comment\n[coordinator]\nadress = \"127.0.0.1:0\"\n")
            #expect(result.code == 1)
            #expect(
                result.stderr.contains(
                    "config.toml:3: unknown key \"coordinator.adress\"; did you mean \"coordinator.address\"?"),
                "\(result.stderr)")
        }

        @Test("every problem is told at once, each with its place")
        func problems() async throws {
            let result = try await start(
                "[worker.limits]\nmemory = true\ntimeout = \"5\"\n", settings: ["BROKER_TIPE": "inmemory"])
            #expect(result.code == 1)
            for part in ["config.toml:2: worker.limits.memory", "config.toml:3: worker.limits.timeout"] {
                #expect(result.stderr.contains(part), "\(result.stderr)")
            }
            #expect(result.stderr.contains("RUNLET_BROKER_TIPE"))
            #expect(result.stderr.contains("did you mean RUNLET_BROKER_TYPE?"))
        }

        @Test("a file that is no TOML, or not there, stops the start")
        func noTOML() async throws {
            let result = try await start("[worker\n")
            #expect(result.code == 1)
            #expect(result.stderr.contains("config.toml:1"), "\(result.stderr)")
            let missing = try await start("", settings: ["CONFIG": "nowhere.toml"])
            #expect(missing.code == 1)
            #expect(missing.stderr.contains("nowhere.toml"), "\(missing.stderr)")
        }

        @Test(
            "what this version cannot do is refused, never ignored",
            arguments: [
                ("[runtime]\ntype = \"docker\"\n", "runtime.type", "docker"),
                ("[runtime]\ntype = \"shell\"\n", "runtime.type", "shell"),
            ])
        func unsupported(_ toml: String, _ key: String, _ value: String) async throws {
            let result = try await start(toml)
            #expect(result.code == 1)
            #expect(result.stdout == "")
            #expect(result.stderr.contains(key) && result.stderr.contains(value))
            #expect(result.stderr.contains("is not supported by this version"), "\(result.stderr)")
        }

        @Test("an address that is taken is an error in words")
        func addressTaken() async throws {
            try await withServer { server in
                let result = try await start("", settings: ["COORDINATOR_ADDRESS": "127.0.0.1:\(server.port)"])
                #expect(result.code == 1)
                let sentence = "cannot listen on 127.0.0.1:\(server.port): another program listens there"
                #expect(result.stderr.contains(sentence), "\(result.stderr)")
            }
        }
    }
}
