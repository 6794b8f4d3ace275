import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Processes: their number, and that they end")
    struct ProcessLimitTests {
        private static let limits = SandboxLimits(wallTime: 1_000_000_000, processes: 32)

        @Test(
            "A fork bomb ends at a limit and leaves nothing",
            arguments: [
                ":(){ :|:& };:",
                "f() { f & f; }; f",
                "exec python3 -c 'import os\nwhile True:\n  try: os.fork()\n  except OSError: pass'",
                // Hops: each process lives for a moment only.
                "exec python3 -c 'import os\nwhile True:\n  if os.fork(): os._exit(0)'",
                "exec python3 -c 'import os\nwhile True:\n  if os.fork() == 0: os.setsid()\n  else: os._exit(0)'",
                "exec python3 -c 'import os\nwhile True:\n  try:\n    os.fork(); os.setsid()\n  except OSError: pass'",
            ])
        func endsForkBombs(script: String) async throws {
            let run = try await Harness.shell(script, limits: Self.limits)
            #expect(run.result.wallTime < 1_000_000_000 + 300_000_000 * Harness.slowness)
            #expect(try await HostProcesses.areAllGone())
        }

        @Test("Too many processes fail the fork, and the program that fails of it is told so")
        func limitsProcesses() async throws {
            let script = """
                count = 0
                try:
                    for i in range(200):
                        if os.fork() == 0:
                            time.sleep(20)
                            os._exit(0)
                        count += 1
                except OSError as error:
                    print(count, errno.errorcode[error.errno])
                    sys.exit(1)
                """
            let run = try await Harness.python(
                script, limits: SandboxLimits(wallTime: 10_000_000_000, processes: 32))
            #expect(run.text == "31 EAGAIN\n")
            #expect(run.result.ending == .processes)
            let larger = try await Harness.python(script, limits: SandboxLimits(memory: 1 << 30, processes: 300))
            #expect(larger.result.ending == .exited(0))
        }

        @Test(
            "What a program leaves in the background does not hold the result up, and is ended",
            arguments: [
                "sleep 60 & echo done",
                "(setsid sleep 60 &) ; echo done",
                """
                python3 -c 'import os,time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    \
                time.sleep(60)\n  os._exit(0)'; echo done
                """,
                "trap '' TERM HUP; (trap '' TERM HUP; while :; do sleep 1; done) & echo done",
                "(kill -STOP $BASHPID) & echo done",
            ])
        func endsTheBackground(script: String) async throws {
            let run = try await Harness.shell(script, limits: SandboxLimits(wallTime: 10_000_000_000))
            #expect(run.result.ending == .exited(0))
            #expect(run.text == "done\n")
            #expect(run.result.wallTime < 1_000_000_000 * Harness.slowness)
            #expect(run.result.collectTime < 100_000_000 * Harness.slowness)
            #expect(try await HostProcesses.areAllGone())
        }

        @Test("Orphans are reaped: they take no room for ever")
        func reapsOrphans() async throws {
            let run = try await Harness.shell(
                "for i in $(seq 100); do (/bin/true &); done; sleep 0.2; echo ok",
                limits: SandboxLimits(wallTime: 10_000_000_000, processes: 40))
            #expect(run.text == "ok\n")
            #expect(run.errorText.isEmpty)
        }
    }
}
