/// A point in time: whole microseconds since the Unix epoch, UTC. For records and people; time-outs use a monotonic clock.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    public let microseconds: Int64

    /// The last of the year 9999.
    private static let latest: Int64 = 253_402_300_799_999_999

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The milliseconds from `earlier` to here, never negative (the wall clock may have been set back).
    public func milliseconds(since earlier: Timestamp) -> Double {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return max(0, (overflow ? Double(microseconds) - Double(earlier.microseconds) : Double(difference)) / 1000)
    }

    public init(from decoder: any Decoder) throws {
        // What other machines write is only as good as they are: nothing that cannot be calculated with.
        microseconds = min(max(0, try decoder.singleValueContainer().decode(Int64.self)), Self.latest)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}
