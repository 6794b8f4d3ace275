import RunletCore
import RunletEngine
import Testing

@Suite("Cancelling and restarting", .timeLimit(.minutes(1)))
struct CancellationTests {
    /// Waits for its cancellation where the language is `wait`.
    private static func waiting() -> FakeRuntime {
        let never = Gate()
        return FakeRuntime { task, _ in
            if task.plan.language == "wait", task.attempt == 1 { try await never.pass() }
            return Samples.result()
        }
    }

    @Test("gives a running task up and frees its slot")
    func running() async throws {
        let runtime = Self.waiting()
        try await withEngine(runtime, concurrency: 1) { engine in
            let job = try await engine.coordinator.submit(
                Samples.job(language: "wait", tasks: 2), durability: .process)
            #expect(await eventually { runtime.running == 1 })
            _ = try await engine.coordinator.cancel(job.id)
            let ended = try await engine.coordinator.result(of: job.id)
            #expect(ended?.state == .cancelled)
            #expect([.cancelled, .stopped].contains(ended?.tasks[0].state))
            #expect(ended?.tasks[1].state == .skipped)
            let next = try await engine.coordinator.submit(Samples.job(), durability: .process)
            #expect(try await engine.coordinator.result(of: next.id)?.state == .completed)
            #expect(try await engine.coordinator.cancel(job.id)?.state == .cancelled)
            #expect(try await engine.coordinator.cancel(next.id)?.state == .completed)
        }
    }

    @Test("takes a waiting task back at once, and it never runs")
    func waitingTask() async throws {
        let runtime = Self.waiting()
        try await withEngine(runtime, concurrency: 1) { engine in
            let first = try await engine.coordinator.submit(Samples.job(language: "wait"), durability: .process)
            #expect(await eventually { runtime.running == 1 })
            let second = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let cancelled = try await engine.coordinator.cancel(second.id)
            #expect(cancelled?.state == .cancelled)
            #expect(cancelled?.tasks.map(\.state) == [.stopped])
            #expect(try await engine.broker.queues().first?.size == 0)
            _ = try await engine.coordinator.cancel(first.id)
            #expect(try await engine.coordinator.result(of: first.id)?.state == .cancelled)
            let last = try await engine.coordinator.submit(Samples.job(), durability: .process)
            _ = try await engine.coordinator.result(of: last.id)
            #expect(runtime.executed.map(\.jobID) == [first.id, last.id])
        }
    }

    @Test("does its work also where the caller is cancelled already")
    func cancelledCaller() async throws {
        let runtime = Self.waiting()
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Samples.job(language: "wait"), durability: .process)
            #expect(await eventually { runtime.running == 1 })
            let caller = Task {
                while !Task.isCancelled { await Task.yield() }
                return try await engine.coordinator.cancel(job.id)
            }
            caller.cancel()
            #expect(try await caller.value != nil)
            #expect(try await engine.coordinator.result(of: job.id)?.state == .cancelled)
        }
    }

    @Test("cancels before, while and after a task starts, a hundred times, and each job ends once")
    func races() async throws {
        let never = Gate()
        let runtime = FakeRuntime { _, _ in
            try await never.pass()
            return Samples.result()
        }
        try await withEngine(runtime, concurrency: 4) { engine in
            for round in 0..<100 {
                let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
                for _ in 0..<(round % 20) { await Task.yield() }
                _ = try await engine.coordinator.cancel(job.id)
                #expect(try await engine.coordinator.result(of: job.id)?.state == .cancelled)
            }
            #expect(await eventually { runtime.running == 0 })
            #expect(engine.coordinator.pendingCount == 0)
        }
    }

    @Test("restarts an ended job under its ids, with attempts that are new")
    func restarts() async throws {
        let runtime = Self.waiting()
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Samples.job(language: "wait"), durability: .process)
            #expect(await eventually { runtime.running == 1 })
            await #expect(throws: EngineError.notEnded) { try await engine.coordinator.restart(job.id) }
            _ = try await engine.coordinator.cancel(job.id)
            #expect(try await engine.coordinator.result(of: job.id)?.state == .cancelled)
            let restarted = try #require(try await engine.coordinator.restart(job.id))
            #expect(restarted.state == .pending)
            #expect(restarted.tasks.map(\.id) == job.tasks.map(\.id))
            #expect(restarted.tasks.map(\.attempt) == [2])
            let ended = try await engine.coordinator.result(of: job.id)
            #expect(ended?.state == .completed)
            #expect(ended?.cancelRequestedAt == nil)
        }
    }
}
