import TestKit
import Testing

extension EndToEndTests {
    @Suite("The command line")
    struct CommandLineTests {
        private func run(
            _ arguments: [String], files: [String: String] = [:], stdin: String? = nil, settings: [String: String] = [:]
        ) async throws -> CommandLineTool.Result {
            let directory = try TemporaryDirectory()
            for (name, text) in files { try directory.write(text, to: name) }
            return try await CommandLineTool.run(arguments, in: directory, stdin: stdin, settings: settings)
        }

        @Test("exec runs a file and ends like it")
        func exec() async throws {
            let good = try await run(["exec", "hello.py"], files: ["hello.py": "print('hello')"])
            #expect(good.stdout == "hello\n")
            #expect(good.stderr == "")
            #expect(good.code == 0)
            let files = ["seven.sh": "echo out; echo err >&2; exit 7"]
            let seven = try await run(["exec", "seven.sh"], files: files)
            #expect(seven.stdout == "out\n")
            #expect(seven.stderr.hasPrefix("err\n"), "\(seven.stderr)")
            #expect(seven.code == 7)
        }

        @Test("exec says a limit with its exit code")
        func limits() async throws {
            let slow = try await run(["exec", "slow.sh", "--timeout", "300ms"], files: ["slow.sh": "sleep 20"])
            #expect(slow.code == 124)
            #expect(slow.stderr.contains("timeout"))
            let flood = try await run(["exec", "--output", "4KiB", "flood.sh"], files: ["flood.sh": "yes"])
            #expect(flood.code == 125)
            #expect(flood.stdout.utf8.count <= 4096)
            let dead = try await run(["exec", "dead.sh"], files: ["dead.sh": "kill -SEGV $$; sleep 1"])
            #expect(dead.code == 139)
        }

        @Test("exec gives standard input and arguments")
        func input() async throws {
            let files = ["cat.sh": #"cat; echo "$@""#, "input": "from a file\n"]
            let named = try await run(["exec", "--stdin", "input", "cat.sh", "a", "--", "--b", "-c"], files: files)
            #expect(named.stdout == "from a file\na --b -c\n", "\(named.stderr)")
            let directory = try TemporaryDirectory()
            let input = try directory.write("puts 'ruby or not'\n", to: "input")
            let code = try await run(
                ["exec", "--language", "bash", "-"], stdin: directory.write("echo read", to: "code"))
            #expect(code.stdout == "read\n")
            let own = try await run(["exec", "--stdin", "-", "cat.sh"], files: files, stdin: input)
            #expect(own.stdout == "puts 'ruby or not'\n\n")
        }

        @Test("exec streams")
        func streams() async throws {
            let directory = try TemporaryDirectory()
            try directory.write("echo early; sleep 1; echo late", to: "slow.sh")
            let process = try CommandLineTool.start(["exec", "slow.sh"], in: directory)
            #expect(try await eventually(within: .seconds(3)) { directory.read("stdout") == "early\n" })
            #expect(process.end == nil)
            #expect(try await process.wait() == .exited(0))
            #expect(directory.read("stdout") == "early\nlate\n")
        }

        @Test("exec says what it cannot do")
        func mistakes() async throws {
            let missing = try await run(["exec", "nothing.py"])
            #expect(missing.code != 0)
            #expect(missing.stderr.contains("cannot read nothing.py"), "\(missing.stderr)")
            let unknown = try await run(["exec", "file.xyz"], files: ["file.xyz": ""])
            #expect(unknown.code != 0)
            #expect(unknown.stderr.contains("--language"))
            let language = try await run(["exec", "--language", "foo", "a.sh"], files: ["a.sh": ""])
            #expect(language.code != 0)
            #expect(language.stderr.contains("unknown language: foo"))
            let limit = try await run(["exec", "--memory", "lots", "a.sh"], files: ["a.sh": ""])
            #expect(limit.code != 0)
            #expect(limit.stderr.contains("--memory"))
        }

        @Test("languages and doctor tell as JSON what there is")
        func inspection() async throws {
            let languages = try await run(["languages", "--json"])
            #expect(languages.code == 0)
            #expect(languages.json.items.count == 13)
            let bash = languages.json.items.first { $0["id"] == "bash" }
            #expect(bash?["available"] == true)
            #expect(bash?["version"].string?.hasPrefix("5.") == true)
            let doctor = try await run(["doctor", "--json"])
            #expect(doctor.code == 0, "\(doctor.stdout)")
            let layers = doctor.json.items.filter { $0["group"] == "isolation" }
            #expect(layers.count > 5)
            for layer in layers { #expect(["in-force", "weaker"].contains(layer["state"].string), "\(layer)") }
            #expect(doctor.json.items.filter { $0["group"] == "language" }.count == 13)
            #expect(try await run(["languages"]).stdout.contains("python"))
        }

        @Test("config shows what is in force, from where, and no secret")
        func config() async throws {
            let toml = "[worker.limits]\nmemory = \"1GiB\"\n[broker.rabbitmq]\nurl = \"amqp://me:hunter2@host/\"\n"
            let result = try await run(
                ["config"], files: ["config.toml": toml],
                settings: ["WORKER_QUEUES_DEFAULT": "4", "DATASTORE_POSTGRES_DSN": "postgres://u:hunter3@h/d"])
            #expect(result.code == 0, "\(result.stderr)")
            #expect(result.stdout.contains("worker.limits.memory = \"1GiB\"  # file"))
            #expect(result.stdout.contains("config.toml:2"))
            #expect(result.stdout.contains("worker.queues.default = 4  # environment RUNLET_WORKER_QUEUES_DEFAULT"))
            #expect(result.stdout.contains("***"))
            #expect(!result.stdout.contains("hunter"))
        }

        @Test("health asks a server, and fails where there is none")
        func health() async throws {
            let url = try await withServer { server in
                let result = try await run(["health", "--url", server.client.base])
                #expect(result.code == 0)
                #expect(result.json["status"] == "UP")
                return server.client.base
            }
            let start = ContinuousClock.now
            let result = try await run(["health", "--url", url])
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(result.code == 1)
            #expect(result.stderr.contains("no answer from \(url)"))
        }

        @Test("the version, help and completions are there")
        func basics() async throws {
            let version = try await run(["--version"])
            #expect(version.code == 0)
            #expect(version.stdout.split(separator: ".").count == 3)
            let help = try await run(["--help"])
            #expect(help.code == 0)
            for command in ["run", "exec", "languages", "doctor", "config", "health"] {
                #expect(help.stdout.contains("  \(command) "), "\(command)")
            }
            let completion = try await run(["--generate-completion-script", "bash"])
            #expect(completion.code == 0)
            #expect(completion.stdout.contains("complete "))
            let unknown = try await run(["walk"])
            #expect(unknown.code == 64)
            #expect(unknown.stdout == "")
        }
    }
}
