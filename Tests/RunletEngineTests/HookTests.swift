import FoundationEssentials
import RunletCore
import RunletEngine
import Synchronization
import Testing

@Suite("A developer's hooks", .timeLimit(.minutes(1)))
struct HookTests {
    private struct Refused: Error {}

    @Test("may refuse a job, which leaves nothing behind, or change it before it is stored")
    func accepting() async throws {
        var options = Coordinator.Options(maxPending: 1)
        options.hooks.acceptJob.append { job in
            if job.name == "bad" { throw Refused() }
            job.name += ", seen"
        }
        try await withEngine(options: options) { engine in
            await #expect(throws: Refused.self) {
                try await engine.coordinator.submit(Samples.job("bad"), durability: .process)
            }
            // There is room for one only.
            let job = try await engine.coordinator.submit(Samples.job("good"), durability: .process)
            #expect(job.name == "good, seen")
            #expect(try await engine.coordinator.result(of: job.id)?.name == "good, seen")
            #expect(try await engine.datastore.jobs(JobQuery()).totalItems == 1)
        }
    }

    @Test("see a job's changes once each, its output, and its task at the worker")
    func seeing() async throws {
        let seen = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { text in seen.withLock { $0.append(text) } }
        var options = Coordinator.Options()
        options.hooks.jobChanged.append { note("job \($0.state.rawValue)") }
        options.hooks.output.append { note("output \(String(decoding: $2, as: UTF8.self))") }
        var hooks = EngineHooks()
        hooks.beginTask.append { $0.plan.run.env["ADDED"] = "by a hook" }
        hooks.taskEnded.append { task, _ in note("task \(task.name)") }
        let runtime = FakeRuntime { task, report in
            report(.output(.run, .stdout, Data((task.plan.run.env["ADDED"] ?? "").utf8)))
            return Samples.result()
        }
        try await withEngine(runtime, options: options, hooks: hooks) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            _ = try await engine.coordinator.result(of: job.id)
            #expect(await eventually { seen.withLock { $0.contains("job COMPLETED") } })
        }
        let all = seen.withLock { $0 }
        #expect(all.contains("output by a hook"))
        #expect(all.contains("task task 0"))
        #expect(all.filter { $0 == "job COMPLETED" }.count == 1)
    }

    @Test("a hook that refuses a task fails its attempts, and the job says so")
    func refusingTasks() async throws {
        var hooks = EngineHooks()
        hooks.beginTask.append { _ in throw Refused() }
        try await withEngine(hooks: hooks) { engine in
            let job = try await engine.coordinator.submit(Samples.job(retryLimit: 1), durability: .process)
            let ended = try await engine.coordinator.result(of: job.id)
            #expect(ended?.state == .failed)
            #expect(ended?.tasks[0].attempt == 2)
            #expect(engine.runtime.executed.isEmpty)
        }
    }
}
