import TestKit
import Testing

extension EndToEndTests {
    @Suite("How programs end", .server())
    struct OutcomeTests {
        @Test("an exit code is told, and 137 is not taken for a kill", arguments: [3, 1, 137, 255])
        func exitCodes(_ code: Int) async throws {
            let answer = try await client.bash("echo before; exit \(code)")
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "failed")
            #expect(answer["exitCode"].int == code)
            #expect(answer["signal"] == nil)
            #expect(answer["output"] == "before\n")
        }

        @Test("a program that crashes is signaled, with the signal's name")
        func crash() async throws {
            let answer = try await client.execute([
                "language": "c", "code": "int main(void) { *(volatile int *)0 = 1; }",
            ])
            #expect(answer["outcome"] == "signaled")
            #expect(answer["signal"] == "SIGSEGV")
            #expect(answer["exitCode"] == nil)
        }

        @Test("a program that kills itself is signaled")
        func suicide() async throws {
            let answer = try await client.bash("kill -TERM $$; sleep 1")
            #expect(answer["outcome"] == "signaled")
            #expect(answer["signal"] == "SIGTERM")
        }

        @Test(
            "what the compiler says comes back, and nothing runs",
            arguments: [
                ("c", "int main(void) { return undeclared; }", "undeclared"),
                ("go", "package main\n\nfunc main() { undeclared() }", "undefined: undeclared"),
            ])
        func compileError(_ language: String, _ code: String, _ message: String) async throws {
            let answer = try await client.execute([
                "language": .string(language), "code": .string(code), "inputs": [["stdin": "1"], ["stdin": "2"]],
            ])
            #expect(answer.status == 200)
            #expect(answer["outcome"] == "compile-error")
            #expect(answer["output"].string?.contains(message) == true)
            #expect(answer["compile"]["outcome"] == "failed")
            #expect(answer["run"] == nil)
            #expect(answer["runs"].items.isEmpty)
        }

        @Test("a program above its time is ended, and what it wrote is kept")
        func timeout() async throws {
            let start = ContinuousClock.now
            let answer = try await client.bash("echo early; sleep 20", ["limits": ["timeout": "300ms"]])
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(answer["outcome"] == "timeout")
            #expect(answer["output"] == "early\n")
        }

        @Test("limits can differ between the phases")
        func phases() async throws {
            let code = "#include <unistd.h>\nint main(void) { sleep(20); }"
            let run = try await client.execute([
                "language": "c", "code": .string(code), "run": ["limits": ["timeout": "200ms"]],
            ])
            #expect(run["compile"]["outcome"] == "completed")
            #expect(run["run"]["outcome"] == "timeout")
            let compile = try await client.execute([
                "language": "c", "code": .string(code), "compile": ["limits": ["timeout": "1ms"]],
            ])
            #expect(compile["compile"]["outcome"] == "timeout")
            #expect(compile["run"] == nil)
        }

        @Test("stdout and stderr come apart, and together in the order in which they were written")
        func order() async throws {
            let answer = try await client.bash("echo 1; echo 2 >&2; echo 3; echo 4 >&2")
            #expect(answer["stdout"] == "1\n3\n")
            #expect(answer["stderr"] == "2\n4\n")
            // Two pipes have no common order within an instant: only the lines' presence is certain.
            #expect(answer["output"].string?.split(separator: "\n").sorted() == ["1", "2", "3", "4"])
            let apart = try await client.bash("echo 1; sleep 0.1; echo 2 >&2; sleep 0.1; echo 3")
            #expect(apart["output"] == "1\n2\n3\n")
        }

        @Test("output that is no text comes as base64, and says so")
        func binary() async throws {
            let answer = try await client.bash(#"printf 'a\xff'; printf ok >&2"#)
            #expect(answer["stdout"] == "Yf8=")
            #expect(answer["stderr"] == "ok")
            #expect(answer["encoding"]["stdout"] == "base64")
            #expect(answer["encoding"]["output"] == "base64")
            #expect(answer["encoding"]["stderr"] == nil)
        }

        @Test("text of every script comes through")
        func text() async throws {
            let text = "añb 日本 🦊 \u{0} \u{1} \" \\ \u{2028} </script>"
            let answer = try await client.bash("cat", ["stdin": .string(text)])
            #expect(answer["output"] == .string(text))
            #expect(answer["encoding"] == nil)
        }

        @Test("usage says what was used")
        func usage() async throws {
            let answer = try await client.bash("sleep 0.2; i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done")
            let usage = answer["usage"]
            #expect(try #require(usage["wall"].number) >= 200)
            #expect(try #require(usage["wall"].number) < 5000)
            #expect(try #require(usage["cpu"].number) > 1)
            #expect(try #require(usage["memory"].int) > 100_000)
            for stage in ["queue", "prepare", "run", "collect"] {
                #expect(try #require(usage["stages"][stage].number) >= 0)
            }
        }
    }
}
