import Synchronization

/// How many runs a second 8 callers get at once, bare and through `/execute`, in turns.
struct ThroughputBenchmark {
    private static let callers = 8
    private static let rounds = 4

    let snippet: SampleSnippet
    let directory: TemporaryDirectory
    let port: UInt16
    let runs: Int

    func rows() throws -> [Row] {
        let snippet = snippet
        let request = try ExecuteClient.request(snippet)
        let programs = try (0..<Self.callers).map { try BareProgram(snippet, in: directory, name: "hello-\($0)") }
        let clients = try (0..<Self.callers).map { _ in Client(try ExecuteClient(port: port)) }
        var bare = Duration.zero
        var execute = Duration.zero
        let perRound = max(Self.callers * 2, runs / 2)
        for _ in 0..<Self.rounds {
            bare += try time(perRound) { caller in _ = try programs[caller].run() }
            execute += try time(perRound) { caller in
                try clients[caller].client.withLock { _ = try $0.execute(request, expecting: snippet) }
            }
        }
        let total = Double(perRound * Self.rounds)
        let bareRate = total / bare.inSeconds
        let rate = total / execute.inSeconds
        return [
            Row("throughput.bare", "throughput, \(Self.callers) at once, bare", .perSecond, bareRate),
            Row("throughput", "throughput, \(Self.callers) clients, /execute", .perSecond, rate),
            Row("throughput.ratio", "/execute over bare", .ratio, rate / bareRate),
        ]
    }

    /// The time that all callers together take for so many runs.
    private func time(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws -> Duration {
        let left = Counter(count)
        let start = ContinuousClock.now
        _ = try WorkerThread.each(of: Self.callers) { caller in
            while left.takeOne() { try body(caller) }
        }
        return start.duration(to: .now)
    }

    /// A connection that belongs to one caller at a time.
    private final class Client: Sendable {
        let client: Mutex<ExecuteClient>

        init(_ client: sending ExecuteClient) {
            self.client = Mutex(client)
        }
    }

    private final class Counter: Sendable {
        private let left: Atomic<Int>

        init(_ count: Int) {
            left = Atomic(count)
        }

        func takeOne() -> Bool {
            left.subtract(1, ordering: .relaxed).newValue >= 0
        }
    }
}
