import FoundationEssentials
import RunletCore
import RunletEngine
import Testing

@Suite("A job's events", .timeLimit(.minutes(1)))
struct EventTests {
    private static func collect(_ stream: AsyncStream<JobEvent>?) async -> [JobEvent] {
        var events: [JobEvent] = []
        if let stream {
            for await event in stream { events.append(event) }
        }
        return events
    }

    private static func name(_ event: JobEvent) -> String {
        switch event.kind {
        case .queued: "queued"
        case .started: "started"
        case .output: "output"
        case .phase: "phase"
        case .inputDropped: "inputDropped"
        case .result: "result"
        }
    }

    private static func output(_ events: [JobEvent]) -> String {
        var data = Data()
        for event in events {
            if case .output(_, .stdout, let chunk) = event.kind { data.append(chunk) }
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func talking(_ gate: Gate? = nil) -> FakeRuntime {
        FakeRuntime { _, report in
            for line in 0..<100 {
                report(.output(.run, .stdout, Data("\(line)\n".utf8)))
                if line == 50 { try await gate?.pass() }
            }
            report(.phaseEnded(.run, .completed))
            return Samples.result()
        }
    }

    private static let expected = (0..<100).map { "\($0)\n" }.joined()

    @Test("come in order and without gaps to watchers that come early, late and after the end")
    func gapFree() async throws {
        let gate = Gate()
        try await withEngine(Self.talking(gate)) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let early = try await engine.coordinator.events(of: job.id, after: 0)
            async let first = Self.collect(early)
            try await Task.sleep(for: .milliseconds(50))
            let late = try await engine.coordinator.events(of: job.id, after: 0)
            async let second = Self.collect(late)
            gate.open()
            let (seenEarly, seenLate) = await (first, second)
            let after = await Self.collect(try await engine.coordinator.events(of: job.id, after: 0))
            let rest = await Self.collect(try await engine.coordinator.events(of: job.id, after: 3))
            #expect(seenEarly == seenLate)
            #expect(seenEarly == after)
            #expect(Array(seenEarly.dropFirst(3)) == rest)
            #expect(seenEarly.map(\.sequence) == Array(1...seenEarly.count))
            #expect(Self.output(seenEarly) == Self.expected)
            #expect(Array(seenEarly.map(Self.name).prefix(3)) == ["queued", "started", "output"])
            #expect(Array(seenEarly.map(Self.name).suffix(2)) == ["phase", "result"])
            #expect(seenEarly.filter { Self.name($0) == "result" }.count == 1)
            let beyond = await Self.collect(try await engine.coordinator.events(of: job.id, after: 10_000))
            #expect(beyond.map(Self.name) == ["result"])
        }
    }

    @Test("are made from the stored job where they are forgotten")
    func stored() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/runlet.db"
            let first = try Engine(path: path, runtime: FakeRuntime())
            let id = try await first.run { engine in
                let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
                _ = try await engine.coordinator.result(of: job.id)
                return job.id
            }
            let second = try Engine(path: path, runtime: FakeRuntime())
            let events = await Self.collect(try await second.coordinator.events(of: id, after: 0))
            #expect(events.map(Self.name) == ["queued", "started", "output", "output", "phase", "result"])
            #expect(events.map(\.sequence) == Array(1...6))
            #expect(Self.output(events) == "hello\n")
            let rest = await Self.collect(try await second.coordinator.events(of: id, after: 4))
            #expect(rest.map(Self.name) == ["result"])
            #expect(rest.map(\.sequence) == [5])
        }
    }

    @Test("leave a watcher that is cancelled, and the job goes on")
    func cancelledWatcher() async throws {
        let gate = Gate()
        try await withEngine(Self.talking(gate)) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let stream = try await engine.coordinator.events(of: job.id, after: 0)
            let watcher = Task { await Self.collect(stream) }
            try await Task.sleep(for: .milliseconds(20))
            watcher.cancel()
            #expect(!(await watcher.value).contains { Self.name($0) == "result" })
            gate.open()
            #expect(try await engine.coordinator.result(of: job.id)?.state == .completed)
        }
    }

    @Test("keep all output where the program writes faster than anybody reads")
    func flood() async throws {
        let piece = Data(repeating: 0x61, count: 1000)
        let runtime = FakeRuntime { _, report in
            for _ in 0..<10_000 { report(.output(.run, .stdout, piece)) }
            return Samples.result()
        }
        try await withEngine(runtime) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            let events = await Self.collect(try await engine.coordinator.events(of: job.id, after: 0))
            #expect(Self.output(events).utf8.count == 10_000_000)
            #expect(events.count < 10_000)
        }
    }
}
