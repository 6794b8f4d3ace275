/// How often something took how long, in the ranges that Prometheus adds up over time and machines.
public struct DurationHistogram: Hashable, Sendable {
    /// The upper bounds of the ranges in seconds; above the last there is one more.
    public static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]

    /// How often it took that long or less, a number for each bound.
    public var cumulative: [Int] {
        var sum = 0
        return counts.dropLast().map { count in
            sum += count
            return sum
        }
    }

    /// Seconds altogether.
    public private(set) var sum = 0.0
    public private(set) var count = 0
    private var counts = [Int](repeating: 0, count: bounds.count + 1)

    public init() {}

    /// - Parameter seconds: not negative; a clock that was set back counts as no time.
    public mutating func add(seconds: Double) {
        let seconds = max(0, seconds)
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
        count += 1
    }
}
