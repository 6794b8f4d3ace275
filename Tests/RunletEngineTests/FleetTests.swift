import FoundationEssentials
import RunletCore
import RunletEngine
import Synchronization
import Testing

@Suite("Several coordinators", .timeLimit(.minutes(1)))
struct FleetTests {
    private static func kinds(_ events: AsyncStream<JobEvent>?) async -> [String] {
        var kinds: [String] = []
        guard let events else { return ["none"] }
        for await event in events {
            switch event.kind {
            case .queued: kinds.append("queued")
            case .started(let node, let attempt): kinds.append("started \(attempt) by \(node)")
            case .output(_, _, let data): kinds.append(String(decoding: data, as: UTF8.self))
            case .phase: kinds.append("phase")
            case .inputDropped: kinds.append("dropped")
            case .result(let job): kinds.append(job.state.rawValue)
            }
        }
        return kinds
    }

    /// Output, then the gate, then more output.
    private static func talking(_ gate: Gate) -> FakeRuntime {
        FakeRuntime { _, report in
            report(.output(.run, .stdout, Data("one".utf8)))
            try await gate.pass()
            report(.output(.run, .stdout, Data("two".utf8)))
            return Samples.result()
        }
    }

    private static func isRunning(_ id: JobID, _ fleet: Fleet) async -> Bool {
        await eventually { (try? await fleet.datastore.job(id))?.state == .running }
    }

    @Test("a job of one that died goes on with another: what runs is not begun again")
    func takeOver() async throws {
        let gate = Gate()
        try await withFleet(Self.talking(gate)) { fleet in
            let store = SilentStore(fleet.datastore)
            let first = try await fleet.coordinator("first", store: store)
            let second = try await fleet.coordinator("second")
            fleet.startWorker()
            let running = try await first.submit(Samples.job(), durability: .power)
            #expect(await Self.isRunning(running.id, fleet))
            let waiting = try await first.submit(Samples.job(), durability: .power)
            store.isSilent = true
            await fleet.stop("first")
            let isTakenOver = await eventually {
                let jobs = try? await fleet.datastore.unfinishedJobs(of: "second")
                return jobs?.count == 2
            }
            #expect(isTakenOver)
            gate.open()
            for id in [running.id, waiting.id] {
                let ended = try await second.result(of: id)
                #expect(ended?.state == .completed)
                #expect(ended?.owner == "second")
                #expect(ended?.tasks[0].attempt == 1)
            }
            #expect(fleet.runtime.executed.filter { $0.jobID == running.id }.count == 1)
        }
    }

    @Test("one that was thought to be dead gives up what others took, and its clients get the result")
    func comesBack() async throws {
        let gate = Gate()
        try await withFleet(Self.talking(gate)) { fleet in
            let store = SilentStore(fleet.datastore)
            let first = try await fleet.coordinator("first", store: store)
            let second = try await fleet.coordinator("second")
            fleet.startWorker()
            let job = try await first.submit(Samples.job(), durability: .power)
            #expect(await Self.isRunning(job.id, fleet))
            let client = Task { try await first.result(of: job.id) }
            store.isSilent = true
            #expect(await eventually { (try? await fleet.datastore.job(job.id))?.owner == "second" })
            store.isSilent = false
            #expect(await eventually { first.pendingCount == 0 })
            gate.open()
            #expect(try await client.value?.state == .completed)
            #expect(try await second.result(of: job.id)?.state == .completed)
            // It goes on as before with what it accepts now.
            let next = try await first.submit(Samples.job(), durability: .power)
            #expect(try await first.result(of: next.id)?.owner == "first")
            #expect(fleet.runtime.executed.count == 2)
        }
    }

    @Test("watching, cancelling and restarting go by way of any of them")
    func anyDoor() async throws {
        let gate = Gate()
        try await withFleet(Self.talking(gate)) { fleet in
            let first = try await fleet.coordinator("first")
            let second = try await fleet.coordinator("second")
            fleet.startWorker()
            let job = try await first.submit(Samples.job(), durability: .power)
            #expect(await Self.isRunning(job.id, fleet))
            let watched = try #require(try await second.events(of: job.id))
            let late = try #require(try await second.events(of: job.id, after: 3))
            async let seen = Self.kinds(watched)
            async let rest = Self.kinds(late)
            gate.open()
            let expected = ["queued", "started 1 by worker", "one", "two", "COMPLETED"]
            #expect(await seen == expected)
            #expect(await rest == Array(expected.dropFirst(3)))
            #expect(try await second.restart(job.id)?.state == .pending)
            let again = try await first.result(of: job.id)
            #expect(again?.state == .completed)
            #expect(again?.owner == "second")
            #expect(again?.tasks[0].attempt == 2)
        }
    }

    @Test("a cancel reaches the worker by way of the owner, and a job that waits ends at once")
    func cancelElsewhere() async throws {
        try await withFleet(Self.talking(Gate())) { fleet in
            let first = try await fleet.coordinator("first")
            let second = try await fleet.coordinator("second")
            fleet.startWorker()
            let running = try await first.submit(Samples.job(), durability: .power)
            #expect(await Self.isRunning(running.id, fleet))
            let waiting = try await first.submit(Samples.job(), durability: .power)
            #expect(try await second.cancel(waiting.id)?.state == .cancelled)
            let asked = try #require(try await second.cancel(running.id))
            #expect(asked.cancelRequestedAt != nil)
            #expect(try await second.result(of: running.id)?.state == .cancelled)
            // Again, and of none.
            #expect(try await second.cancel(running.id)?.state == .cancelled)
            #expect(try await second.cancel(.random()) == nil)
        }
    }

    @Test("of a task that is delivered twice the first end counts, and the other is given up")
    func twice() async throws {
        let gates = Mutex<[Gate]>([])
        let cancelled = Mutex(0)
        let runtime = FakeRuntime { _, report in
            let gate = Gate()
            let number = gates.withLock { gates in
                gates.append(gate)
                return gates.count
            }
            report(.output(.run, .stdout, Data("\(number)".utf8)))
            do {
                try await gate.pass()
            } catch {
                cancelled.withLock { $0 += 1 }
                throw error
            }
            return Samples.result(output: "\(number)")
        }
        try await withFleet(runtime) { fleet in
            let first = try await fleet.coordinator("first")
            fleet.startWorker(concurrency: 2)
            let job = try await first.submit(Samples.job(), durability: .power)
            #expect(await Self.isRunning(job.id, fleet))
            let watched = try #require(try await first.events(of: job.id))
            async let seen = Self.kinds(watched)
            var task = try #require(runtime.executed.first)
            task.owner = "first"
            try await fleet.broker.publish(task)
            #expect(await eventually { gates.withLock { $0.count } == 2 })
            try await Task.sleep(for: .milliseconds(50))
            gates.withLock { $0[1] }.open()
            let ended = try #require(try await first.result(of: job.id))
            #expect(ended.state == .completed)
            #expect(ended.result?.runs[0].transcript.bytes.first == UInt8(ascii: "2"))
            #expect(
                await seen == [
                    "queued", "started 1 by worker", "1", "started 1 by worker", "2", "COMPLETED",
                ])
            #expect(await eventually { cancelled.withLock { $0 } == 1 })
            // And once more, long after its end.
            try await fleet.broker.publish(task)
            #expect(await eventually { cancelled.withLock { $0 } == 2 || gates.withLock { $0.count } == 2 })
            #expect(try await fleet.datastore.job(job.id) == ended)
        }
    }

    @Test("news that reach the one that had the job before are handed on")
    func handedOn() async throws {
        let gate = Gate()
        try await withFleet(Self.talking(gate)) { fleet in
            let store = SilentStore(fleet.datastore)
            let first = try await fleet.coordinator("first", store: store)
            _ = try await fleet.coordinator("second")
            let job = try await first.submit(Samples.job(), durability: .power)
            store.isSilent = true
            #expect(await eventually { (try? await fleet.datastore.job(job.id))?.owner == "second" })
            store.isSilent = false
            #expect(await eventually { first.pendingCount == 0 })
            let event = TaskEvent(
                jobID: job.id, taskID: job.tasks[0].id, attempt: 1, execution: 7, node: "n", at: Samples.time(5),
                kind: .completed(Samples.result()))
            for _ in 0..<4 { try await fleet.broker.publish(.news(event), to: "first") }
            #expect(await eventually { (try? await fleet.datastore.job(job.id))?.state == .completed })
        }
    }
}
