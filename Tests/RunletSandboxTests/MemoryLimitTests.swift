import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("The limit of memory")
    struct MemoryLimitTests {
        private static let limits = SandboxLimits(memory: 64 << 20, wallTime: 30_000_000_000, disk: 512 << 20)

        @Test(
            "Memory is limited wherever it is taken",
            arguments: [
                "b = bytearray(200 << 20)",
                """
                # In many processes, none of them large.
                for i in range(20):
                    if os.fork() == 0:
                        b = bytearray(b"x" * (10 << 20))
                        time.sleep(5)
                        os._exit(0)
                failed = [os.wait()[1] for i in range(20)]
                sys.exit(any(failed))
                """,
                "open('/tmp/f', 'wb').write(b'x' * (30 << 20)); open('/tmp/g', 'wb').write(b'x' * (40 << 20))",
                """
                with open('/dev/shm/f', 'wb') as f:
                    for i in range(200): f.write(b'x' * (1 << 20))
                """,
                """
                f = os.memfd_create('m')
                for i in range(200): os.write(f, b'x' * (1 << 20))
                """,
                """
                import mmap
                m = mmap.mmap(-1, 200 << 20)
                for i in range(0, 200 << 20, 4096): m[i] = 1
                """,
            ])
        func limitsMemory(script: String) async throws {
            let run = try await Harness.python(script, limits: Self.limits)
            #expect(run.result.ending == .memory)
            #expect(run.result.memoryPeak <= 66 << 20)
        }

        @Test("The same fits into a larger limit")
        func allowsWhatFits() async throws {
            let run = try await Harness.python(
                "b = bytearray(200 << 20)", limits: SandboxLimits(memory: 300 << 20))
            #expect(run.result.ending == .exited(0))
        }

        @Test("A child that died of memory is the program's business where the program ends well")
        func believesTheProgram() async throws {
            let run = try await Harness.python(
                """
                pid = os.fork()
                if pid == 0:
                    b = bytearray(200 << 20)
                    os._exit(0)
                print(os.WTERMSIG(os.waitpid(pid, 0)[1]))
                """, limits: Self.limits)
            #expect(run.result.ending == .exited(0))
            #expect(run.text == "9\n")
        }

        @Test("A program is the first to end where the host runs out of memory, and cannot change that")
        func keepsTheScore() async throws {
            let script = """
                cd /proc/self; cat oom_score_adj; echo 500 > oom_score_adj; echo 0 > oom_score_adj; cat \
                oom_score_adj
                """
            let run = try await Harness.shell(script)
            #expect(run.lines == ["1000", "1000"])
        }
    }
}
