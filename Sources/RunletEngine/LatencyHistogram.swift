#if canImport(Glibc)
    import Glibc
#endif

/// How many times fell into which range of duration: as large for a million times as for one.
///
/// Each range is a twelfth wider than the one before, so that what is read out of it is wrong by four in a hundred at most.
package struct LatencyHistogram: Hashable, Sendable {
    /// Ranges in a doubling.
    private static let steps = 9.0
    /// The shortest duration that is told apart from nothing, in milliseconds.
    private static let shortest = 0.05
    /// Up to half a day; what takes longer counts as that.
    private static let count = 270

    private var counts: [UInt32] = []
    package private(set) var total = 0

    package init() {}

    package mutating func add(milliseconds: Double) {
        if counts.isEmpty { counts = [UInt32](repeating: 0, count: Self.count) }
        counts[Self.range(of: milliseconds)] &+= 1
        total += 1
    }

    /// The duration in milliseconds that the given part of all is not above; nil where there is none.
    package func percentile(_ part: Double) -> Double? {
        guard total > 0 else { return nil }
        let rank = max(1, Int((part * Double(total)).rounded(.up)))
        var seen = 0
        for (range, count) in counts.enumerated() {
            seen += Int(count)
            if seen >= rank { return Self.middle(of: range) }
        }
        return Self.middle(of: Self.count - 1)
    }

    private static func range(of milliseconds: Double) -> Int {
        guard milliseconds > shortest else { return 0 }
        return 1 + Int(min(Double(count - 2), log2(milliseconds / shortest) * steps))
    }

    private static func middle(of range: Int) -> Double {
        range == 0 ? shortest / 2 : shortest * exp2((Double(range) - 0.5) / steps)
    }
}
