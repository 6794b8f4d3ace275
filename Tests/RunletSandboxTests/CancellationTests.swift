import RunletSandbox
import Testing

extension SandboxTests {
    @Suite("Cancelling")
    struct CancellationTests {
        @Test(
            "A cancelled run is gone within a tenth of a second, whenever the cancel comes",
            arguments: [0, 1, 3, 8, 15, 30, 300])
        func freesAtOnce(milliseconds: Int) async throws {
            _ = try await Harness.sandbox()
            let task = Task {
                try await Harness.shell(
                    "trap '' TERM; sleep 60 & sleep 60", limits: SandboxLimits(wallTime: 60_000_000_000))
            }
            try await Task.sleep(for: .milliseconds(milliseconds))
            let begin = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - begin < .milliseconds(100 * Harness.slowness))
            #expect(try await HostProcesses.areAllGone())
        }

        @Test("A task that is cancelled already runs nothing")
        func runsNothingWhenCancelled() async throws {
            _ = try await Harness.sandbox()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await Harness.shell("echo no")
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }

        @Test("Cancelling one of many ends that one alone")
        func endsOneAlone() async throws {
            let victim = Task { try await Harness.shell("sleep 60") }
            async let others = withThrowingTaskGroup(of: Captured.self) { group in
                for _ in 0..<5 { group.addTask { try await Harness.shell("sleep 0.3; echo ok") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try await Task.sleep(for: .milliseconds(100))
            victim.cancel()
            await #expect(throws: CancellationError.self) { try await victim.value }
            #expect(try await others.allSatisfy { $0.text == "ok\n" && $0.result.ending == .exited(0) })
        }
    }
}
