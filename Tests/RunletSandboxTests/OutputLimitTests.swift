import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("The limit of output")
    struct OutputLimitTests {
        private static let limit = 100_003

        @Test(
            "Output ends at the limit, to the byte, over both streams together",
            arguments: [
                "yes", "yes >&2", "yes & yes >&2", "head -c 100004 /dev/zero; sleep 5", "head -c 10000000 /dev/zero",
                "trap '' PIPE TERM; while :; do echo x; done",
            ])
        func limitsOutput(script: String) async throws {
            let run = try await Harness.shell(
                script, limits: SandboxLimits(wallTime: 10_000_000_000, output: Self.limit))
            #expect(run.result.ending == .output)
            #expect(run.result.outputTruncated)
            #expect(run.stdout.count + run.stderr.count == Self.limit)
            #expect(run.result.wallTime < 5_000_000_000 * Harness.slowness)
        }

        @Test("Output of exactly the limit is whole")
        func allowsTheLimit() async throws {
            let run = try await Harness.shell(
                "head -c 100003 /dev/zero", limits: SandboxLimits(output: Self.limit))
            #expect(run.result.ending == .exited(0))
            #expect(!run.result.outputTruncated)
            #expect(run.stdout.count == Self.limit)
        }

        @Test("Large output is all there, in order")
        func deliversLargeOutput() async throws {
            let run = try await Harness.shell("seq 1 400000", limits: SandboxLimits(output: 8 << 20))
            #expect(run.result.ending == .exited(0))
            #expect(run.lines.count == 400_000)
            #expect(run.lines.enumerated().allSatisfy { $0.element == "\($0.offset + 1)" })
        }
    }
}
