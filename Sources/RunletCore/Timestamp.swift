/// A point in time: whole microseconds since the Unix epoch, UTC. For records and people; time-outs use a monotonic clock.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The milliseconds from `earlier` to here, never negative (the wall clock may have been set back).
    public func milliseconds(since earlier: Timestamp) -> Double {
        max(0, Double(microseconds - earlier.microseconds) / 1000)
    }

    public init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}
