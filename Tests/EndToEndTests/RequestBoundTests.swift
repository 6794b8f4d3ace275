import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite("The bounds of a request", .server())
    struct RequestBoundTests {
        private static let caps = [
            ("cpus", "2"), ("memory", "2GiB"), ("timeout", "1m"), ("processes", "512"), ("output", "16MiB"),
            ("disk", "512MiB"),
        ]

        private func execute(limits: String, in phase: String = "limits") async throws -> Answer {
            let body = #"{"language":"bash","code":"echo ran","\#(phase)":\#(limits)}"#
            return try await client.send("POST", "/execute", body: Data(body.utf8))
        }

        @Test("no value of a limit means unlimited", arguments: caps.map(\.0))
        func nonsense(_ field: String) async throws {
            let values = [
                "0", "-1", "null", "-0.0", "-1e18", #""NaN""#, #""inf""#, #""""#, #""-1""#, "true", "[]", "{}", "1e999",
                "-9223372036854775809",
            ]
            for value in values {
                let answer = try await execute(limits: #"{"\#(field)":\#(value)}"#)
                #expect(answer.status == 400, "\(field) \(value): \(answer.text)")
                // What no number can hold is refused by the parser, which knows no field.
                let names = answer.message?.hasPrefix("limits.\(field): must be ") == true
                #expect(names || value == "1e999", "\(field) \(value): \(answer.text)")
            }
        }

        @Test("above the cap, the message names the field and the cap", arguments: caps)
        func aboveCap(_ field: String, _ cap: String) async throws {
            for value in ["1e18", "99999999999", "9223372036854775807"] {
                let answer = try await execute(limits: #"{"\#(field)":\#(value)}"#)
                #expect(answer.status == 400)
                #expect(
                    answer.message?.hasPrefix("limits.\(field): must be at most \(cap)") == true,
                    "\(value): \(answer.text)")
            }
            let nested = try await execute(limits: #"{"limits":{"\#(field)":1e18}}"#, in: "run")
            #expect(nested.status == 400)
            #expect(nested.message?.contains("\(field): must be at most \(cap)") == true)
        }

        @Test(
            "limits within the caps are taken as numbers and as text",
            arguments: [
                #"{"cpus":0.5,"memory":67108864,"timeout":2,"processes":8,"output":4096,"disk":1048576}"#,
                #"{"memory":"64MiB","timeout":"1500ms","output":"4KiB","disk":"1MiB"}"#,
                #"{"cpus":2,"memory":"2GiB","timeout":"1m","processes":512,"output":"16MiB","disk":"512MiB"}"#, "{}",
            ])
        func good(_ limits: String) async throws {
            let answer = try await execute(limits: limits)
            #expect(answer["output"] == "ran\n", "\(answer.text)")
        }

        @Test(
            "names of files that lead elsewhere are refused",
            arguments: [
                "../x", "/etc/passwd", "a\u{0}b", "-rf", "a/-rf", "", ".", "..", "a/../../b", "a//b", "a/", "./a",
                "a\nb",
                "a\\b", "\u{202E}gnp.exe", "a\u{200B}", " a", "a ", "a.", "@file", "a/b/c/d/e/f/g/h/i/j/k",
                String(repeating: "n", count: 201),
            ])
        func fileName(_ name: String) async throws {
            let answer = try await client.bash("ls", ["files": [["name": .string(name), "content": "x"]]])
            #expect(answer.status == 400)
            #expect(answer.message?.hasPrefix("files[0].name: must ") == true, "\(answer.text)")
            let glob = try await client.bash("ls", ["artifacts": [.string(name)]])
            #expect(glob.status == 400)
            let entry = try await client.bash("ls", ["entry": .string(name)])
            #expect(entry.status == 400)
        }

        @Test("two files of one name are refused, also as a file and a directory")
        func duplicates() async throws {
            func files(_ names: [String]) async throws -> Answer {
                try await client.bash(
                    "ls", ["files": .array(names.map { ["name": .string($0), "content": "x"] })])
            }
            #expect(try await files(["a", "b", "a"]).message == "files[2].name: is there twice")
            #expect(try await files(["a", "a/b"]).message == "files[0].name: is also a directory of another file")
            #expect(try await files(["a/b", "a/c"])["output"] == "a\nmain.sh\n")
            // The program's own file is one too.
            #expect(try await files(["main.sh"]).status == 400)
        }

        @Test("too many of anything is refused")
        func counts() async throws {
            let files = (0...100).map { JSONValue.object(["name": .string("f\($0)"), "content": ""]) }
            #expect(try await client.bash("ls", ["files": .array(files)]).status == 400)
            let inputs = [JSONValue](repeating: [:], count: 101)
            #expect(try await client.bash("ls", ["inputs": .array(inputs)]).status == 400)
            #expect(try await client.bash("ls", ["inputs": []]).status == 400)
            let args = [JSONValue](repeating: "a", count: 1001)
            #expect(try await client.bash("ls", ["args": .array(args)]).status == 400)
            let globs = [JSONValue](repeating: "*", count: 21)
            #expect(try await client.bash("ls", ["artifacts": .array(globs)]).status == 400)
        }

        @Test("names of environment variables are plain", arguments: ["", "A=B", "1A", "A B", "A\u{0}", "Ä", "A-B"])
        func environment(_ name: String) async throws {
            let answer = try await client.bash("env", ["env": .object([name: "x"])])
            #expect(answer.status == 400)
            #expect(answer.message?.hasPrefix("env") == true)
        }

        @Test("a NUL in an argument or a variable is refused")
        func nul() async throws {
            #expect(try await client.bash("ls", ["args": ["a\u{0}b"]]).message == "args[0]: must not contain a NUL")
            #expect(
                try await client.bash("ls", ["env": ["A": "a\u{0}b"]]).message == "env.A: must not contain a NUL")
        }
    }
}
