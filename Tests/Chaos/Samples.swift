/// Measured values, in order.
struct Samples: Sendable {
    private let values: [Double]

    init(_ values: [Double]) {
        self.values = values.sorted()
    }

    var isEmpty: Bool { values.isEmpty }
    var max: Double { values.last ?? 0 }
    var p50: Double { quantile(0.5) }
    var p90: Double { quantile(0.9) }
    var p99: Double { quantile(0.99) }

    private func quantile(_ part: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        return values[min(values.count - 1, Int(Double(values.count) * part))]
    }
}
