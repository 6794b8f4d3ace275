import RunletCore
import RunletEngine
import Testing

@Suite("The history of runs")
struct RunHistoryTests {
    /// An hour that does not begin with a point.
    private static let start = Int64(1_700_000_003)

    private static func at(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: (start + seconds) * 1_000_000)
    }

    private static func point(_ seconds: Int64) -> Timestamp {
        Timestamp(microseconds: (start + seconds) / 10 * 10 * 1_000_000)
    }

    @Test("has a point for every ten seconds since the start, empty ones too")
    func points() {
        var history = RunHistory(startedAt: Self.at(0))
        #expect(history.points(at: Self.at(0)).map(\.at) == [Self.point(0)])
        history.record(.completed, milliseconds: 10, at: Self.at(1))
        history.record(.timeout, milliseconds: 5000, at: Self.at(2))
        history.record(.completed, milliseconds: 10, at: Self.at(31))
        let points = history.points(at: Self.at(40))
        #expect(points.map(\.at) == [0, 10, 20, 30, 40].map(Self.point))
        #expect(points.map(\.runs) == [2, 0, 0, 1, 0])
        #expect(points[0].outcomes == [.completed: 1, .timeout: 1])
        #expect(points[1].p50 == nil)
        #expect(points[1].outcomes.isEmpty)
        #expect(history.outcomes == [.completed: 2, .timeout: 1])
    }

    @Test("forgets what is older than an hour, and only that")
    func hour() {
        var history = RunHistory(startedAt: Self.at(0))
        for second in stride(from: Int64(0), to: 10_000, by: 10) {
            history.record(.completed, milliseconds: 1, at: Self.at(second))
        }
        let points = history.points(at: Self.at(9990))
        #expect(points.count == 360)
        #expect(points.first?.at == Self.point(9990 - 3590))
        #expect(points.allSatisfy { $0.runs == 1 })
        #expect(history.outcomes == [.completed: 1000])
        let later = history.points(at: Self.at(9990 + 3600))
        #expect(later.count == 360)
        #expect(later.allSatisfy { $0.runs == 0 && $0.outcomes.isEmpty })
    }

    @Test("bears a clock that is set back or stands before the epoch")
    func clock() {
        var history = RunHistory(startedAt: Self.at(0))
        history.record(.failed, milliseconds: 1, at: Self.at(-7200))
        #expect(history.points(at: Self.at(-7200)).map(\.runs) == [1])
        history.record(.failed, milliseconds: .nan, at: Timestamp(microseconds: -5))
        history.record(.failed, milliseconds: .infinity, at: Timestamp(microseconds: -5))
        #expect(history.points(at: Timestamp(microseconds: -5)).map(\.runs) == [2])
        #expect(history.outcomes == [.failed: 3])
    }

    @Test(
        "knows percentiles to four in a hundred, from a tenth of a millisecond to an hour",
        arguments: [0.1, 1, 7.5, 60, 999, 65_000, 3_600_000])
    func percentiles(_ milliseconds: Double) {
        var histogram = LatencyHistogram()
        #expect(histogram.percentile(0.5) == nil)
        for index in 0..<1000 { histogram.add(milliseconds: index < 900 ? milliseconds : milliseconds * 10) }
        for (part, expected) in [(0.0, 1.0), (0.5, 1.0), (0.9, 1.0), (0.95, 10.0), (1.0, 10.0)] {
            let value = histogram.percentile(part) ?? 0
            #expect(abs(value / (milliseconds * expected) - 1) < 0.042, "\(part): \(value)")
        }
        #expect(histogram.total == 1000)
    }

    @Test("counts a job from its acceptance, and a restarted one from its restart")
    func jobs() throws {
        var history = RunHistory(startedAt: Self.at(0))
        var job = Samples.job()
        job.createdAt = Self.at(0)
        job.endedAt = Self.at(2)
        job.state = .cancelled
        history.record(job, at: Self.at(2))
        job.tasks[0].result = Samples.result(.failed)
        job.tasks[0].attemptsBeforeRestart = 1
        job.tasks[0].scheduledAt = Self.at(3000)
        job.endedAt = Self.at(3001)
        job.state = .completed
        history.record(job, at: Self.at(3001))
        let points = history.points(at: Self.at(3001)).filter { $0.runs > 0 }
        #expect(points.map(\.outcomes) == [[.cancelled: 1], [.failed: 1]])
        #expect(abs(try #require(points[0].p50) - 2000) < 90)
        #expect(abs(try #require(points[1].p95) - 1000) < 45)
    }

    @Test("is fed by the engine, before who waits is told")
    func engine() async throws {
        try await withEngine(FakeRuntime { _, _ in Samples.result(.timeout) }) { engine in
            let job = try await engine.coordinator.submit(Samples.job(), durability: .process)
            _ = try await engine.coordinator.result(of: job.id)
            #expect(engine.coordinator.history.outcomes == [.timeout: 1])
        }
    }
}
