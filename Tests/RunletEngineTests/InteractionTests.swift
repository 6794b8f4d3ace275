import FoundationEssentials
import RunletCore
import RunletEngine
import Synchronization
import Testing

@Suite("Input for a run under way", .timeLimit(.minutes(1)))
struct InteractionTests {
    /// What programs were given, in order.
    private final class Given: Sendable {
        private let state = Mutex<[TaskInput]>([])
        var all: [TaskInput] { state.withLock { $0 } }
        var data: Data { all.reduce(into: Data()) { if case .data(let data) = $1 { $0.append(data) } } }

        func take(_ input: TaskInput) {
            state.withLock { $0.append(input) }
        }
    }

    private static func job(_ interaction: Interaction? = .pipe) -> Job {
        var job = Samples.job()
        job.tasks[0].plan.interaction = interaction
        return job
    }

    /// Takes everything, and ends at the end of input.
    private static func reading(_ given: Given) -> FakeRuntime {
        FakeRuntime(interactive: { _, input, _ in
            return try await Self.readToTheEnd(input, given)
        })
    }

    private static func started(_ engine: Engine, _ job: JobID) async throws {
        for await event in try #require(try await engine.coordinator.events(of: job)) {
            if case .started = event.kind { return }
        }
    }

    @Test("reaches the program in order, all of it, from the news of its start on")
    func order() async throws {
        let given = Given()
        try await withEngine(Self.reading(given), concurrency: 1) { engine in
            for _ in 0..<20 {
                let job = try await engine.coordinator.submit(Self.job(), durability: .process)
                try await Self.started(engine, job.id)
                for number in UInt8(0)..<100 {
                    try await engine.coordinator.send([.data(Data([number]))], to: job.id)
                }
                try await engine.coordinator.send([.resize(TerminalSize()), .end], to: job.id)
                #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
            }
        }
        #expect(given.data == Data((0..<20).flatMap { _ in UInt8(0)..<100 }))
        #expect(given.all.suffix(2) == [.resize(TerminalSize()), .end])
    }

    private static func readToTheEnd(_ input: TaskInputs, _ given: Given) async throws -> ExecutionResult {
        let gate = Gate()
        input.connect { piece in
            given.take(piece)
            if piece == .end { gate.open() }
            return true
        }
        try await gate.pass()
        return Samples.result()
    }

    @Test("that comes before the runtime asks for it waits for it")
    func waits() async throws {
        let (given, sent) = (Given(), Gate())
        let runtime = FakeRuntime(interactive: { _, input, _ in
            try await sent.pass()
            return try await Self.readToTheEnd(input, given)
        })
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Self.job(), durability: .process)
            try await Self.started(engine, job.id)
            try await engine.coordinator.send([.data(Data("a".utf8)), .data(Data("b".utf8)), .end], to: job.id)
            sent.open()
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
        #expect(given.all == [.data(Data("a".utf8)), .data(Data("b".utf8)), .end])
    }

    @Test("for nobody is ignored: no such job, an ended one, one that waits, one that takes none")
    func ignored() async throws {
        let (given, never) = (Given(), Gate())
        let runtime = FakeRuntime(interactive: { task, input, _ in
            input.connect { piece in
                given.take(piece)
                return true
            }
            if task.plan.interaction == .pipe { try await never.pass() }
            return Samples.result()
        })
        try await withEngine(runtime, concurrency: 1) { engine in
            try await engine.coordinator.send([.end], to: .random())
            let ended = try await engine.coordinator.submit(Self.job(nil), durability: .process)
            _ = try await engine.coordinator.result(of: ended.id)
            try await engine.coordinator.send([.end], to: ended.id)
            let running = try await engine.coordinator.submit(Self.job(), durability: .process)
            try await Self.started(engine, running.id)
            let waiting = try await engine.coordinator.submit(Self.job(), durability: .process)
            try await engine.coordinator.send([.end], to: waiting.id)
            let task = running.tasks[0]
            try await engine.broker.publish(.input(task.id, attempt: task.attempt + 1, [.end]))
            try await engine.broker.publish(.input(task.id, attempt: task.attempt - 1, [.end]))
            try await engine.broker.publish(.input(waiting.tasks[0].id, attempt: 1, [.end]))
            try await engine.coordinator.send([.data(Data([1]))], to: running.id)
            #expect(await eventually { !given.all.isEmpty })
            _ = try await engine.coordinator.cancel(waiting.id)
            _ = try await engine.coordinator.cancel(running.id)
            _ = try await engine.coordinator.result(of: running.id)
        }
        #expect(given.all == [.data(Data([1]))])
    }

    @Test("is of one attempt: another begins without it")
    func attempts() async throws {
        let (given, first) = (Given(), Gate())
        let runtime = FakeRuntime(interactive: { task, input, _ in
            guard task.attempt > 1 else {
                try await first.pass()
                throw FakeFailure()
            }
            return try await Self.readToTheEnd(input, given)
        })
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Self.job(), durability: .process)
            var starts = 0
            for await event in try #require(try await engine.coordinator.events(of: job.id)) {
                guard case .started = event.kind else { continue }
                starts += 1
                try await engine.coordinator.send([.data(Data([UInt8(starts)]))], to: job.id)
                if starts == 1 { first.open() } else { try await engine.coordinator.send([.end], to: job.id) }
            }
            #expect(starts == 2)
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
        #expect(given.all == [.data(Data([2])), .end])
    }

    @Test("that finds no room is dropped, and its sender hears of it, but not for every piece")
    func dropped() async throws {
        let done = Gate()
        let runtime = FakeRuntime(interactive: { _, input, _ in
            input.connect { _ in false }
            try await done.pass()
            return Samples.result()
        })
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Self.job(), durability: .process)
            var lost: [Int] = []
            for await event in try #require(try await engine.coordinator.events(of: job.id)) {
                if case .inputDropped(let count) = event.kind { lost.append(count) }
                guard case .started = event.kind else { continue }
                for _ in 0..<500 { try await engine.coordinator.send([.data(Data(count: 100))], to: job.id) }
                done.open()
            }
            #expect(lost == [100])
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
    }

    @Test("waits up to a bound, as a whole piece or not at all")
    func bound() {
        let inputs = TaskInputs()
        var dropped = 0
        for _ in 0..<2000 { dropped += inputs.send([.data(Data(count: 1000)), .end]) }
        let given = Given()
        inputs.connect { piece in
            given.take(piece)
            return true
        }
        #expect(given.data.count <= TaskInputs.capacity)
        #expect(given.data.count > TaskInputs.capacity * 3 / 4)
        #expect(given.data.count + given.all.count { $0 == .end } + dropped == 2000 * 1001)
        inputs.close()
        #expect(inputs.send([.data(Data(count: 1 << 20))]) == 0, "nobody wants it, so nothing is lost")
    }

    @Test("Lost input is told at once, and then not before as much was taken as may wait")
    func tellsLossesRarely() {
        var loss = InputLoss()
        #expect(loss.note(taken: 10, dropped: 0) == nil)
        #expect(loss.note(taken: 0, dropped: 5) == 5)
        #expect(loss.note(taken: 0, dropped: 5) == nil)
        #expect(loss.note(taken: TaskInputs.capacity - 1, dropped: 1) == nil)
        #expect(loss.note(taken: 1, dropped: 0) == 6)
        #expect(loss.note(taken: .max, dropped: 0) == nil)
    }

    @Test("Jobs that were stored before there was interaction can be read, and it is stored where there is one")
    func stored() throws {
        let plan = Samples.plan()
        let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
        #expect(!text.contains("interaction"))
        #expect(try JSONDecoder().decode(ExecutionPlan.self, from: Data(text.utf8)) == plan)
        for interaction in [Interaction.pipe, .terminal(TerminalSize(columns: 132, rows: 1000))] {
            var plan = plan
            plan.interaction = interaction
            #expect(try JSONDecoder().decode(ExecutionPlan.self, from: JSONEncoder().encode(plan)) == plan)
        }
        let size = try JSONDecoder().decode(TerminalSize.self, from: Data(#"{"columns":0,"rows":5000}"#.utf8))
        #expect(size == TerminalSize(columns: 1, rows: 1000))
    }
}
