import Glibc
import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("What a program gets, and how it ends")
    struct ProgramTests {
        @Test("A program's two streams arrive apart")
        func deliversBothStreams() async throws {
            let run = try await Harness.shell("echo out; echo err >&2")
            #expect(run.result.ending == .exited(0))
            #expect(run.text == "out\n")
            #expect(run.errorText == "err\n")
            #expect(!run.result.outputTruncated)
            #expect(run.result.pack == nil)
        }

        @Test("Standard input is what was given, also where it is large or empty", arguments: [0, 1, 5_000_000])
        func deliversStandardInput(size: Int) async throws {
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let run = try await Harness.run(
                SandboxProgram(
                    command: ["/bin/cat"], stdin: bytes, limits: SandboxLimits(output: 8 << 20)))
            #expect(run.result.ending == .exited(0))
            #expect(run.stdout == bytes)
        }

        @Test("Arguments arrive as they are, whatever is in them")
        func deliversArguments() async throws {
            let arguments = [
                "", " ", "a b", "*", "$HOME", "'\"\\", "--", "line\nbreak", "żółć",
                String(repeating: "x", count: 50_000),
            ]
            let run = try await Harness.run(
                SandboxProgram(command: ["/usr/bin/printf", "%s\\0"] + arguments))
            let parts = run.text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            #expect(parts == arguments + [""])
        }

        @Test("The environment is exactly what was given; the server's own is not seen")
        func deliversTheEnvironment() async throws {
            setenv("RUNLET_TEST_SECRET", "hunter2", 1)
            defer { unsetenv("RUNLET_TEST_SECRET") }
            let run = try await Harness.run(
                SandboxProgram(command: ["/usr/bin/env"], environment: ["A": "1", "B": "two = 2", "EMPTY": ""]))
            #expect(Set(run.lines) == ["A=1", "B=two = 2", "EMPTY="])
            let bare = try await Harness.run(SandboxProgram(command: ["/usr/bin/env"], environment: [:]))
            #expect(bare.text.isEmpty)
            let search = try await Harness.shell("cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep -c hunter2")
            #expect(search.text == "0\n")
            #expect(try Harness.pythonOutside("print(os.environ['RUNLET_TEST_SECRET'])") == "hunter2\n")
        }

        @Test(
            "An exit code is the program's own; 137 alone is no kill",
            arguments: [0, 1, 2, 42, 124, 126, 127, 137, 143, 255])
        func tellsExitCodes(code: Int32) async throws {
            let run = try await Harness.shell("exit \(code)")
            #expect(run.result.ending == .exited(code))
            #expect(run.result.exitCode == code)
            #expect(run.result.signal == nil)
        }

        @Test("A signal is told as one", arguments: [SIGSEGV, SIGABRT, SIGKILL, SIGTERM, SIGFPE, SIGHUP, SIGPIPE])
        func tellsSignals(signal: Int32) async throws {
            let run = try await Harness.shell("kill -\(signal) $$; sleep 5")
            #expect(run.result.ending == .signaled(signal))
            #expect(run.result.signal == signal)
            #expect(run.result.exitCode == nil)
        }

        @Test("A broken pipe ends a program as anywhere, and no signal is blocked or ignored")
        func leavesSignalsAtTheirDefaults() async throws {
            let run = try await Harness.shell(
                """
                yes | head -1; echo ${PIPESTATUS[0]}; grep -E 'Sig(Blk|Ign)' /proc/self/status
                """)
            #expect(run.lines.prefix(2) == ["y", "141"])
            #expect(run.lines.dropFirst(2) == ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"])
        }

        @Test(
            "What cannot be executed is said to be so",
            arguments: [
                ("/usr/bin/no-such-program", ENOENT), ("/etc/passwd", EACCES), ("/work", EACCES), ("relative", ENOENT),
            ])
        func tellsWhatIsNotExecutable(path: String, error: Int32) async throws {
            await #expect(throws: SandboxError.notExecutable(errno: error)) {
                try await Harness.run(SandboxProgram(command: [path]))
            }
        }

        @Test("A request that is too large is refused as such")
        func refusesLargeRequests() async throws {
            let many = Array(repeating: "x", count: 5000)
            await #expect(throws: SandboxError.requestTooLarge) {
                try await Harness.run(SandboxProgram(command: ["/bin/true"] + many))
            }
            let large = ["A", "B"].reduce(into: [:]) { $0[$1] = String(repeating: "x", count: 100_000) }
            await #expect(throws: SandboxError.requestTooLarge) {
                try await Harness.run(SandboxProgram(command: ["/bin/true"], environment: large))
            }
        }

        @Test("Times and memory are measured")
        func measures() async throws {
            let run = try await Harness.python(
                """
                b = bytearray(50 << 20)\nend = time.process_time() + 0.2\nwhile time.process_time() < end: \
                pass\ntime.sleep(0.2)
                """)
            #expect(run.result.ending == .exited(0))
            #expect((400_000_000..<2_000_000_000 * Harness.slowness).contains(run.result.wallTime))
            #expect((200_000_000..<1_000_000_000 * Harness.slowness).contains(run.result.cpuTime))
            #expect((50 << 20..<100 << 20).contains(run.result.memoryPeak))
        }
    }
}
