import Foundation
import RunletConfig
import Testing

@Suite("What can be wrong with a file")
struct FileProblemTests {
    @Test(
        "An unknown key is named with its line and the nearest known one",
        arguments: [
            (
                "\n[coordinator]\nadress = \"a:1\"",
                #"config.toml:3: unknown key "coordinator.adress"; did you mean "coordinator.address"?"#
            ),
            (
                "coordinator.maxPending = 3",
                #"config.toml:1: unknown key "coordinator.maxPending"; did you mean "coordinator.maxpending"?"#
            ),
            (
                "[broker]\n\n[worker.limit]\ncpus = 1\nmemory = 1",
                #"config.toml:3: unknown table "worker.limit"; did you mean "worker.limits"?"#
            ),
            (
                "[coordinator.api]\nendpoints.healt = true",
                #"config.toml:2: unknown key "coordinator.api.endpoints.healt"; "#
                    + #"did you mean "coordinator.api.endpoints.health"?"#
            ),
            ("zzzzzzzzzz = 1", #"config.toml:1: unknown key "zzzzzzzzzz""#),
            (
                #""broker.type" = "inmemory""#,
                #"config.toml:1: unknown key "'broker.type'"; did you mean "broker.type"?"#
            ),
        ])
    func unknownKey(toml: String, problem: String) throws {
        #expect(try TestDirectory.problems(toml) == [problem])
    }

    @Test(
        "A value of the wrong kind is named with what was expected",
        arguments: [
            ("worker.limits.memory = true", #"worker.limits.memory: expected a size such as "256MiB", got true"#),
            ("worker.limits.memory = '64 MB'", #"worker.limits.memory: expected a size such as "256MiB", got "64 MB""#),
            ("worker.limits.cpus = 'two'", #"worker.limits.cpus: expected a number such as 1 or 0.5, got "two""#),
            ("worker.limits.processes = 1.5", "worker.limits.processes: expected an integer, got 1.5"),
            (
                "worker.limits.timeout = 5",
                #"worker.limits.timeout: expected a duration such as "500ms", "30s" or "1m30s", got 5"#
            ),
            ("middleware.web.cors.enabled = 1", "middleware.web.cors.enabled: expected true or false, got 1"),
            ("broker.type = 'kafka'", #"broker.type: expected one of "inmemory", "rabbitmq", got "kafka""#),
            (
                "coordinator.address = '8000'",
                #"coordinator.address: expected a host and a port such as "127.0.0.1:8000", got "8000""#
            ),
            ("datastore.sqlite.path = ''", #"datastore.sqlite.path: expected a string that is not empty, got """#),
            (
                "languages.disabled = [1]",
                "languages.disabled: expected an array of strings, got an array of other things than strings"
            ),
            (
                "runtime.sandbox.mounts = ['/opt/../etc']",
                #"runtime.sandbox.mounts: expected an array of absolute paths below "/" without "..", "#
                    + "got an array of strings"
            ),
            (
                "runtime.sandbox.mounts = ['/']",
                #"runtime.sandbox.mounts: expected an array of absolute paths below "/" without "..", "#
                    + "got an array of strings"
            ),
            (
                "logging.level = 2026-01-01",
                #"logging.level: expected one of "trace", "debug", "info", "notice", "#
                    + #""warning", "error", got a date or time"#
            ),
            (
                "[logging.level]",
                #"logging.level: expected one of "trace", "debug", "info", "notice", "#
                    + #""warning", "error", got a table"#
            ),
            ("worker = 3", "worker: expected a table, got 3"),
            ("[[worker.queues]]", "worker.queues: expected a table, got an array of other things than strings"),
            ("worker.queues.a.b = 1", "worker.queues.a: expected an integer, got a table"),
            (
                #"worker.queues."a b" = 1"#,
                #"worker.queues.'a b': a name may hold 1 to 64 letters, digits, "-" and "_""#
            ),
        ])
    func wrongKind(toml: String, problem: String) throws {
        #expect(try TestDirectory.problems(toml) == ["config.toml:1: \(problem)"])
    }

    @Test(
        "A value out of bounds is named with the bounds",
        arguments: [
            ("worker.limits.cpus = nan", "worker.limits.cpus: must be from 0.01 to 1024, got nan"),
            ("worker.limits.cpus = -1.0", "worker.limits.cpus: must be from 0.01 to 1024, got -1.0"),
            ("worker.limits.cpus = inf", "worker.limits.cpus: must be from 0.01 to 1024, got inf"),
            ("worker.limits.memory = 0", #"worker.limits.memory: must be from "1MiB" to "1TiB", got 0"#),
            ("worker.limits.memory = -5", #"worker.limits.memory: must be from "1MiB" to "1TiB", got -5"#),
            ("worker.limits.disk = '9000TiB'", #"worker.limits.disk: must be from "4KiB" to "1TiB", got "9000TiB""#),
            ("worker.limits.timeout = '9999h'", #"worker.limits.timeout: must be from "1ms" to "168h", got "9999h""#),
            ("worker.queues.gpu = 0", "worker.queues.gpu: must be from 1 to 1024, got 0"),
            ("worker.uidbase = 0", "worker.uidbase: must be from 1000 to 4294000000, got 0"),
        ])
    func outOfBounds(toml: String, problem: String) throws {
        #expect(try TestDirectory.problems(toml) == ["config.toml:1: \(problem)"])
    }

    @Test("All problems are listed, in the order of their lines, then those of the environment")
    func listsAll() throws {
        let problems = try TestDirectory.problems(
            """
            worker.limits.cpus = "x"
            colour = 1

            [logging]
            level = "loud"
            """, environment: ["RUNLET_LOGGING_FORMAT": "xml", "RUNLET_COLOUR": "1"])
        #expect(problems.count == 5)
        #expect(
            problems.map { String($0.prefix { $0 != " " }) }
                == ["config.toml:1:", "config.toml:2:", "config.toml:5:", "RUNLET_COLOUR:", "RUNLET_LOGGING_FORMAT:"])
    }

    @Test("Lines are right behind strings, arrays and comments that could mislead")
    func misleadingText() throws {
        let problems = try TestDirectory.problems(
            #"""
            # [logging]
            languages.path = """
            [logging]
            level = "no" \
            \""" # still text
            """""
            languages.disabled = [ # ]
              "a]", 'b"',
              "c\"",
            ]
            middleware.web.cors = { enabled = "x", origins = "}" }
            middleware.web.basicauth.username = '''
            '''''
            worker = { limits = { cpus = "many" }, queues = { default = "few" } }
            "logging" . 'level' = 3 # here
            """#)
        #expect(problems.map { String($0.split(separator: ": ")[0]) } == [11, 14, 14, 15].map { "config.toml:\($0)" })
    }

    @Test("A syntax error names file and line")
    func syntaxError() throws {
        let problems = try TestDirectory.problems("[broker]\ntype = \"inmemory\"\nurl = = 3\n")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("config.toml:3: is not TOML: ") == true)
        #expect(try TestDirectory.problems("a = 1\na = 2").first?.hasPrefix("config.toml:2: is not TOML: ") == true)
    }

    @Test(
        "A table header without a name is an error, not the end of the process",
        arguments: ["[", "[[", "[ \t"].flatMap { open in ["\n", ".", "=", "é]", "#", "/x]"].map { open + $0 } })
    func brokenHeader(header: String) throws {
        let problem = "is not TOML: expected a table name after \"[\""
        #expect(try TestDirectory.problems("[broker]\r\ntype = 'inmemory'\n\(header)") == ["config.toml:3: \(problem)"])
        let problems = try TestDirectory.problems("[broker]\ntype = \n\(header)")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("config.toml:2: is not TOML: ") == true)
    }

    @Test(
        "Values that would end the process are errors",
        arguments: ["[}", "[1, }]", "[2026-01-01 1]", "2026-01-01 1 ", "2026-01-01 1", "[[ 2026-01-01 1#"])
    func brokenValue(value: String) throws {
        #expect(
            try TestDirectory.problems("\na = \(value)").map { $0.hasPrefix("config.toml:2: is not TOML: ") } == [true])
    }

    @Test("Absurd nesting is an error", arguments: ["[", "{a=", "a.", "[a."])
    func nesting(unit: String) throws {
        #expect(try TestDirectory.problems("a = " + String(repeating: unit, count: 400_000)).count == 1)
        #expect(try TestDirectory.problems(String(repeating: unit, count: 400_000)).count == 1)
    }

    @Test("Text that the parser would cut short is refused")
    func nulCharacters() throws {
        #expect(try TestDirectory.problems("\nlogging.level = 'info'\0") == ["config.toml:2: holds a NUL character"])
        #expect(try TestDirectory.problems(#"languages.path = "a\u0000b""#) == ["config.toml:1: holds a NUL character"])
    }

    @Test("A file that is not a regular, readable text of at most 1 MiB is refused")
    func unusableFiles() throws {
        let directory = try TestDirectory()
        try directory.write(String(repeating: "#", count: 1 << 20))
        #expect(directory.problems().isEmpty)
        try directory.write(String(repeating: "#", count: (1 << 20) + 1))
        #expect(directory.problems() == ["config.toml: is larger than 1MiB"])
        #expect(directory.problems(path: ".") == [".: is not a regular file"])
        #expect(directory.problems(path: "/dev/null") == ["/dev/null: is not a regular file"])
        #expect(mkfifo("\(directory.path)/work/pipe", 0o600) == 0)
        #expect(directory.problems(path: "pipe") == ["pipe: is not a regular file"])
        try Data([0x61, 0xFF]).write(to: URL(filePath: "\(directory.path)/work/binary"))
        #expect(directory.problems(path: "binary") == ["binary: is not UTF-8"])
    }
}
