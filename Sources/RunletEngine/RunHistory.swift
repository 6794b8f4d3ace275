public import RunletCore

/// What came of the jobs that ended in this process: the last hour in points of ten seconds, and all of them together.
public struct RunHistory: Sendable {
    /// The jobs that ended within ten seconds.
    public struct Point: Hashable, Sendable {
        /// When the ten seconds began.
        public var at: Timestamp
        public var runs = 0
        /// Milliseconds from being accepted to the end, half of the jobs at most; nil where none ended.
        public var p50: Double?
        /// The same of 95 in 100.
        public var p95: Double?
        public var outcomes: [Outcome: Int] = [:]
    }

    /// The seconds of a point.
    public static let interval = 10
    /// How many points are kept: an hour.
    static let points: Int64 = 360

    private struct Slot {
        /// The number of the interval since the epoch.
        var index: Int64 = -1
        var latencies = LatencyHistogram()
        var outcomes: [Outcome: Int] = [:]
    }

    private let start: Int64
    private var slots = [Slot](repeating: Slot(), count: Int(points))
    /// Of all jobs since the start.
    public private(set) var outcomes: [Outcome: Int] = [:]

    package init(startedAt time: Timestamp) {
        start = Self.index(of: time)
    }

    package mutating func record(_ outcome: Outcome, milliseconds: Double, at time: Timestamp) {
        let index = Self.index(of: time)
        let place = Int(index % Self.points)
        // The place is that of an hour ago, or the clock was set back.
        if slots[place].index != index { slots[place] = Slot(index: index) }
        slots[place].latencies.add(milliseconds: milliseconds)
        slots[place].outcomes[outcome, default: 0] += 1
        outcomes[outcome, default: 0] += 1
    }

    package mutating func record(_ job: Job, at time: Timestamp) {
        // A job that was restarted is a new one as far as waiting goes.
        let first = job.tasks.first
        let isRestarted = (first?.attemptsBeforeRestart ?? 0) > 0
        let accepted = (isRestarted ? first?.scheduledAt : nil) ?? job.createdAt
        let outcome = job.result?.outcome ?? (job.state == .cancelled ? .cancelled : .internalError)
        record(outcome, milliseconds: (job.endedAt ?? time).milliseconds(since: accepted), at: time)
    }

    /// The points of the last hour, or since the start where that is later; empty ones too. The last one is under way.
    public func points(at now: Timestamp) -> [Point] {
        let last = Self.index(of: now)
        let first = max(last - Self.points + 1, min(start, last))
        return (first...last).map { index in
            var point = Point(at: Timestamp(microseconds: index * Self.microseconds))
            let slot = slots[Int(index % Self.points)]
            guard slot.index == index else { return point }
            point.runs = slot.latencies.total
            point.p50 = slot.latencies.percentile(0.5)
            point.p95 = slot.latencies.percentile(0.95)
            point.outcomes = slot.outcomes
            return point
        }
    }

    private static let microseconds = Int64(interval) * 1_000_000

    private static func index(of time: Timestamp) -> Int64 {
        max(0, time.microseconds) / microseconds
    }
}
