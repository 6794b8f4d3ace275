import RunletCore
import RunletEngine
import RunletSQLite
import ServiceLifecycle
import Testing

@Suite("Stopping and starting", .timeLimit(.minutes(1)))
struct RecoveryTests {
    /// A job as a process that died left it.
    private static func leave(_ job: Job, _ events: [JobMachineEvent], in datastore: any Datastore) async throws {
        var machine = JobStateMachine(job)
        for event in [.accepted(at: job.createdAt)] + events { _ = machine.handle(event) }
        try await datastore.create(machine.job, durability: .power)
    }

    private static func started(_ job: Job, attempt: Int = 1) -> JobMachineEvent {
        .taskStarted(job.tasks[0].id, attempt: attempt, node: "old", at: job.createdAt)
    }

    @Test("a start picks up what was waiting and what was running, above the bound too")
    func recovers() async throws {
        try await withTemporaryDirectory { directory in
            let runtime = FakeRuntime()
            let engine = try Engine(
                path: directory + "/runlet.db", runtime: runtime, options: .init(maxPending: 1))
            let pending = Samples.job("pending", at: 1)
            let running = Samples.job("running", at: 2)
            let cancelled = Samples.job("cancelled", at: 3)
            try await Self.leave(pending, [], in: engine.datastore)
            try await Self.leave(running, [Self.started(running)], in: engine.datastore)
            try await Self.leave(
                cancelled, [Self.started(cancelled), .cancelRequested(at: cancelled.createdAt)], in: engine.datastore)
            let ended = try await engine.run { engine in
                var ended: [Job?] = []
                for id in [pending.id, running.id, cancelled.id] {
                    ended.append(try await engine.coordinator.result(of: id))
                }
                return ended
            }
            #expect(ended.map { $0?.state } == [.completed, .completed, .cancelled])
            #expect(ended.map { $0?.tasks.first?.attempt } == [1, 2, 1])
            #expect(runtime.executed.count == 2)
            #expect(try await engine.datastore.unfinishedJobs(of: engine.coordinator.name).isEmpty)
        }
    }

    @Test("a job that brings the process down every time is given up at its limit")
    func poison() async throws {
        try await withTemporaryDirectory { directory in
            let runtime = FakeRuntime()
            let engine = try Engine(path: directory + "/runlet.db", runtime: runtime)
            let job = Samples.job(retryLimit: 1)
            try await Self.leave(
                job, [Self.started(job), .recovered(at: job.createdAt), Self.started(job, attempt: 2)],
                in: engine.datastore)
            let ended = try await engine.run { try await $0.coordinator.result(of: job.id) }
            #expect(ended?.state == .failed)
            #expect(ended?.error == "the engine stopped while the task ran")
            #expect(runtime.executed.isEmpty)
        }
    }

    @Test("what a killed engine was running runs again, and ends once")
    func killed() async throws {
        try await withTemporaryDirectory { directory in
            let never = Gate()
            let hanging = FakeRuntime { _, _ in
                try await never.pass()
                return Samples.result()
            }
            let path = directory + "/runlet.db"
            let first = try Engine(path: path, runtime: hanging, concurrency: 1)
            let ids = try await first.run { engine in
                var ids: [JobID] = []
                for _ in 0..<3 {
                    ids.append(try await engine.coordinator.submit(Samples.job(), durability: .process).id)
                }
                let running = ids[0]
                #expect(
                    await eventually { (try? await engine.datastore.job(running))?.state == .running })
                return ids
            }
            let runtime = FakeRuntime()
            let second = try Engine(path: path, runtime: runtime)
            try await second.run { engine in
                for id in ids {
                    let ended = try await engine.coordinator.result(of: id)
                    #expect(ended?.state == .completed)
                }
            }
            #expect(Set(runtime.executed.map(\.jobID)) == Set(ids))
            #expect(runtime.executed.count == 3)
        }
    }

    @Test("news that comes again, late, or of another attempt changes nothing")
    func duplicates() async throws {
        try await withEngine { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let ended = try await engine.coordinator.result(of: job.id)
            let kinds: [TaskEvent.Kind] = [
                .started, .failed("late"), .cancelled, .completed(Samples.result(.failed)), .started,
            ]
            for attempt in [1, 2, 0] {
                for kind in kinds {
                    let event = TaskEvent(
                        jobID: job.id, taskID: job.tasks[0].id, attempt: attempt, node: "other",
                        at: Samples.time(5), kind: kind)
                    try await engine.broker.publish(.news(event), to: engine.coordinator.name)
                }
            }
            let next = try await engine.coordinator.submit(Samples.job(), durability: .process)
            _ = try await engine.coordinator.result(of: next.id)
            #expect(try await engine.datastore.job(job.id) == ended)
        }
    }

    @Test("a graceful stop lets the running job end and keeps the waiting one for the next start")
    func gracefulStop() async throws {
        try await withTemporaryDirectory { directory in
            let gate = Gate()
            let runtime = FakeRuntime { _, _ in
                try await gate.pass()
                return Samples.result()
            }
            let path = directory + "/runlet.db"
            let engine = try Engine(path: path, runtime: runtime, concurrency: 1)
            let group = ServiceGroup(services: [engine.coordinator, engine.worker], logger: Engine.logger)
            let running = Task { try await group.run() }
            let first = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let second = try await engine.coordinator.submit(Samples.job(), durability: .process)
            #expect(await eventually { runtime.running == 1 })
            let waiting = Task { try await engine.coordinator.result(of: second.id) }
            await group.triggerGracefulShutdown()
            try await Task.sleep(for: .milliseconds(20))
            #expect(runtime.running == 1)
            gate.open()
            try await running.value
            await #expect(throws: EngineError.stopped) { try await waiting.value }
            #expect(try await engine.datastore.job(first.id)?.state == .completed)
            #expect(try await engine.datastore.job(second.id)?.state == .pending)
            await #expect(throws: EngineError.draining) {
                try await engine.coordinator.submit(Samples.job(), durability: .process)
            }
        }
    }

    @Test("the sweep removes jobs that ended long ago")
    func retention() async throws {
        try await withTemporaryDirectory { directory in
            let options = Coordinator.Options(retentionMilliseconds: 1000, now: { Samples.time(10_000_000) })
            let engine = try Engine(path: directory + "/runlet.db", runtime: FakeRuntime(), options: options)
            let old = Samples.job("old", at: 5)
            let recent = Samples.job("recent", at: 9_500_000)
            for job in [old, recent] {
                try await Self.leave(job, [.cancelRequested(at: job.createdAt)], in: engine.datastore)
            }
            try await engine.run { engine async throws in
                #expect(await eventually { (try? await engine.datastore.job(old.id)) == .some(nil) })
                #expect(try await engine.datastore.job(recent.id) != nil)
            }
        }
    }
}
