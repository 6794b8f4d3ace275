import Dispatch
import RunletCore
import RunletEngine
import Testing

@Suite("A job that is restarted", .timeLimit(.minutes(1)))
struct RestartTests {
    @Test("the moment it ends: who watched has that end, and who watches then has the next")
    func atItsEnd() async throws {
        let gate = Gate()
        let runtime = FakeRuntime { task, _ in
            if task.attempt == 1 { try await gate.pass() }
            return Samples.result()
        }
        try await withEngine(runtime) { engine in
            let coordinator = engine.coordinator
            let job = try await coordinator.submit(Samples.job(), durability: .process) { job in
                // As soon as anybody hears of the end, and before the coordinator goes on.
                let restarted = DispatchSemaphore(value: 0)
                Task.detached {
                    _ = try? await coordinator.restart(job.id)
                    restarted.signal()
                }
                _ = restarted.wait(timeout: .now() + 5)
            }
            let first = try #require(try await coordinator.events(of: job.id))
            gate.open()
            #expect(await results(of: first).map { $0.tasks[0].attempt } == [1])
            let isOverAgain = await eventually {
                let job = try? await engine.datastore.job(job.id)
                return job?.state.isTerminal == true && job?.tasks[0].attempt == 2
            }
            #expect(isOverAgain)
            let second = try #require(try await coordinator.events(of: job.id))
            #expect(await results(of: second).map { $0.tasks[0].attempt } == [2])
        }
    }

    private func results(of events: AsyncStream<JobEvent>) async -> [Job] {
        var jobs: [Job] = []
        for await event in events {
            if case .result(let job) = event.kind { jobs.append(job) }
        }
        return jobs
    }
}
