import FoundationEssentials
import RunletCore
import RunletEngine
import Testing

@Suite("A coordinator with a worker", .timeLimit(.minutes(1)))
struct CoordinatorTests {
    @Test("brings a job to its result, and tells the listener once, after it is stored")
    func completes() async throws {
        try await withEngine { engine in
            let heard = EndLog()
            let sent = Samples.job()
            let job = try await engine.coordinator.submit(sent, durability: .power) { heard.add($0) }
            #expect(job.state == .pending)
            #expect(job.tasks.map(\.attempt) == [1])
            let ended = try #require(try await engine.coordinator.result(of: job.id))
            #expect(ended.state == .completed)
            #expect(ended.result?.outcome == .completed)
            #expect(ended.result?.node == "node")
            #expect((ended.result?.stages.queue ?? -1) >= 0)
            #expect(try await engine.datastore.job(job.id) == ended)
            #expect(await eventually { heard.all.count == 1 })
            #expect(heard.all == [ended])
            #expect(engine.coordinator.pendingCount == 0)
        }
    }

    @Test("treats a program that failed as an answer")
    func failingProgram() async throws {
        try await withEngine(FakeRuntime { _, _ in Samples.result(.failed) }) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let ended = try await engine.coordinator.result(of: job.id)
            #expect(ended?.state == .completed)
            #expect(ended?.result?.outcome == .failed)
        }
    }

    @Test("runs the tasks in order and stops at the first that fails where failure is not accepted")
    func workflow() async throws {
        let runtime = FakeRuntime { task, _ in Samples.result(task.position == 1 ? .timeout : .completed) }
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(
                Samples.job(tasks: 4, acceptsFailure: false), durability: .process)
            let ended = try await engine.coordinator.result(of: job.id)
            #expect(ended?.state == .failed)
            #expect(ended?.error?.contains("timeout") == true)
            #expect(ended?.tasks.map(\.state) == [.completed, .failed, .skipped, .skipped])
            #expect(runtime.executed.map(\.position) == [0, 1])
        }
    }

    @Test("tries again where we failed, and gives up at the limit")
    func retries() async throws {
        let runtime = FakeRuntime { task, _ in
            if task.name == "task 0", task.plan.language == "never" || task.attempt < 3 { throw FakeFailure() }
            return Samples.result()
        }
        try await withEngine(runtime) { engine in
            let lucky = try await engine.coordinator.submit(Samples.job(), durability: .process)
            #expect(try await engine.coordinator.result(of: lucky.id)?.tasks.map(\.attempt) == [3])
            let poison = try await engine.coordinator.submit(
                Samples.job(language: "never", retryLimit: 1), durability: .process)
            let ended = try await engine.coordinator.result(of: poison.id)
            #expect(ended?.state == .failed)
            #expect(ended?.tasks.map(\.attempt) == [2])
            #expect(ended?.tasks.first?.result == nil)
            #expect(ended?.tasks.first?.error?.contains("its log says why") == true)
        }
    }

    @Test("refuses jobs above the bound before it stores them, and again takes them below it")
    func bound() async throws {
        let gate = Gate()
        let runtime = FakeRuntime { _, _ in
            try await gate.pass()
            return Samples.result()
        }
        try await withEngine(runtime, options: .init(maxPending: 3)) { engine in
            var jobs: [Job] = []
            for _ in 0..<3 { jobs.append(try await engine.coordinator.submit(Samples.job(), durability: .process)) }
            let refused = Samples.job()
            await #expect(throws: EngineError.busy(retryAfterSeconds: 1)) {
                try await engine.coordinator.submit(refused, durability: .process)
            }
            #expect(try await engine.datastore.job(refused.id) == nil)
            #expect(engine.coordinator.pendingCount == 3)
            gate.open()
            for job in jobs { _ = try await engine.coordinator.result(of: job.id) }
            #expect(runtime.mostRunning == 2)
            _ = try await engine.coordinator.submit(refused, durability: .process)
            #expect(try await engine.coordinator.result(of: refused.id)?.state == .completed)
        }
    }

    @Test("refuses jobs while draining, a job without tasks, and an id twice")
    func refuses() async throws {
        try await withEngine { engine in
            await #expect(throws: EngineError.noTasks) {
                try await engine.coordinator.submit(Samples.job(tasks: 0), durability: .process)
            }
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            _ = try await engine.coordinator.result(of: job.id)
            await #expect(throws: (any Error).self) {
                try await engine.coordinator.submit(job, durability: .process)
            }
            #expect(engine.coordinator.pendingCount == 0)
            engine.coordinator.drain()
            await #expect(throws: EngineError.draining) {
                try await engine.coordinator.submit(Samples.job(), durability: .process)
            }
        }
    }

    @Test("takes urgent jobs first")
    func priority() async throws {
        let gate = Gate()
        let runtime = FakeRuntime { _, _ in
            try await gate.pass()
            return Samples.result()
        }
        try await withEngine(runtime, concurrency: 1) { engine in
            var jobs: [Job] = []
            for (index, priority) in [0, 1, 9, 5, 9].enumerated() {
                let job = Samples.job(priority: priority)
                jobs.append(try await engine.coordinator.submit(job, durability: .process))
                if index == 0 { #expect(await eventually { runtime.running == 1 }) }
            }
            gate.open()
            for job in jobs { _ = try await engine.coordinator.result(of: job.id) }
            #expect(runtime.executed.map(\.priority) == [0, 9, 9, 5, 1])
            #expect(runtime.executed[1].jobID == jobs[2].id)
        }
    }

    @Test("knows nothing of jobs that do not exist")
    func unknown() async throws {
        try await withEngine { engine async throws in
            #expect(try await engine.coordinator.result(of: .random()) == nil)
            #expect(try await engine.coordinator.cancel(.random()) == nil)
            #expect(try await engine.coordinator.restart(.random()) == nil)
            #expect(try await engine.coordinator.events(of: .random(), after: 0) == nil)
            #expect(engine.coordinator.pendingCount == 0)
        }
    }

    @Test("lets a waiting caller go when it is cancelled, and the job goes on")
    func cancelledCaller() async throws {
        let gate = Gate()
        let runtime = FakeRuntime { _, _ in
            try await gate.pass()
            return Samples.result()
        }
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let waiting = Task { try await engine.coordinator.result(of: job.id) }
            #expect(await eventually { runtime.running == 1 })
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.open()
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
    }

    @Test("ends many jobs at once, each exactly once")
    func manyJobs() async throws {
        let ends = EndLog()
        try await withEngine(concurrency: 8) { engine in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        let sent = Samples.job(tasks: 2)
                        let job = try await engine.coordinator.submit(sent, durability: .process) { ends.add($0) }
                        #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
                    }
                }
                try await group.waitForAll()
            }
            #expect(await eventually { ends.all.count == 200 })
            #expect(Set(ends.all.map(\.id)).count == 200)
        }
    }
}
