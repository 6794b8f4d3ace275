import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Limits of time")
    struct TimeLimitTests {
        private static let limit: UInt64 = 300_000_000

        @Test(
            "The wall limit ends whatever runs, on time",
            arguments: [
                "sleep 60", "trap '' TERM INT HUP; sleep 60 & wait; sleep 60", "while :; do :; done", "kill -STOP $$",
                "sleep 60 & sleep 60 & setsid sleep 60 & wait", "exec 1>&- 2>&-; sleep 60",
                "trap '' XCPU; exec sleep 60",
            ])
        func limitsWallTime(script: String) async throws {
            let clock = ContinuousClock()
            let begin = clock.now
            let run = try await Harness.shell(script, limits: SandboxLimits(wallTime: Self.limit))
            let took = clock.now - begin
            #expect(run.result.ending == .wallTime)
            #expect(run.result.wallTime >= Self.limit)
            #expect(run.result.wallTime < Self.limit + 100_000_000 * Harness.slowness)
            #expect(took < .milliseconds(300 + 250 * Harness.slowness))
            #expect(try await HostProcesses.areAllGone())
        }

        @Test(
            "The limit of processor time counts all processes together",
            arguments: ["while :; do :; done", "for i in 1 2 3 4; do (while :; do :; done) & done; wait"])
        func limitsProcessorTime(script: String) async throws {
            let run = try await Harness.shell(
                script, limits: SandboxLimits(cpus: 2, wallTime: 10_000_000_000, cpuTime: Self.limit))
            #expect(run.result.ending == .cpuTime)
            #expect(run.result.cpuTime >= Self.limit)
            #expect(run.result.cpuTime < Self.limit + 150_000_000 * Harness.slowness)
        }

        @Test("Sleep uses no processor time")
        func countsNoSleep() async throws {
            let run = try await Harness.shell(
                "sleep \(0.4 * Double(Harness.slowness))",
                limits: SandboxLimits(wallTime: 5_000_000_000, cpuTime: 200_000_000 * Harness.slowness))
            #expect(run.result.ending == .exited(0))
        }

        @Test("Half a core is half a core")
        func limitsCores() async throws {
            let run = try await Harness.shell(
                "while :; do :; done", limits: SandboxLimits(cpus: 0.5, wallTime: 1_000_000_000))
            #expect(run.result.ending == .wallTime)
            #expect(run.result.cpuTime < 700_000_000)
        }
    }
}
