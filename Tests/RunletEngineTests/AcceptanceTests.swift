import RunletCore
import RunletEngine
import Testing

@Suite("The acceptance of a job", .timeLimit(.minutes(1)))
struct AcceptanceTests {
    @Test("lets a run begin while it is stored, and its end wait for the store")
    func runsWhileStoring() async throws {
        let gate = Gate()
        try await withEngine(wrapping: { SlowToStore(base: $0, gate: gate, fails: false) }) { engine in
            let job = Samples.job()
            let submitted = Task { try await engine.coordinator.submit(job, durability: .process) }
            #expect(await eventually { !engine.runtime.executed.isEmpty })
            #expect(try await engine.datastore.job(job.id) == nil)
            gate.open()
            _ = try await submitted.value
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
    }

    @Test("comes before everything else where it must survive the loss of power")
    func storesFirst() async throws {
        let gate = Gate()
        try await withEngine(wrapping: { SlowToStore(base: $0, gate: gate, fails: false) }) { engine in
            let job = Samples.job()
            let submitted = Task { try await engine.coordinator.submit(job, durability: .power) }
            try await Task.sleep(for: .milliseconds(100))
            #expect(engine.runtime.executed.isEmpty)
            gate.open()
            _ = try await submitted.value
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
    }

    @Test("that the store refuses is an error, and leaves nothing", arguments: [Durability.process, .power])
    func refused(_ durability: Durability) async throws {
        let gate = Gate()
        gate.open()
        try await withEngine(wrapping: { SlowToStore(base: $0, gate: gate, fails: true) }) { engine in
            let job = Samples.job()
            await #expect(throws: SlowToStore.Full.self) {
                _ = try await engine.coordinator.submit(job, durability: durability)
            }
            #expect(engine.coordinator.pendingCount == 0)
            #expect(try await engine.coordinator.result(of: job.id) == nil)
            let events = try await engine.coordinator.events(of: job.id)
            #expect(events == nil)
            let isEmpty = await eventually {
                let queues = try? await engine.broker.queues()
                return queues?.allSatisfy { $0.size == 0 } ?? false
            }
            #expect(isEmpty)
        }
    }
}
