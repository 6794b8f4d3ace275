package import RunletEngine

/// Writes metrics in the text format of Prometheus, version 0.0.4.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
package struct PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package enum Kind: String {
        case counter, gauge, histogram
    }

    package private(set) var text = ""

    package init() {}

    /// Begins a metric. Its samples follow.
    package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    package mutating func sample(_ name: String, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        // Whole numbers are written as such, which also keeps counters exact.
        let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
        text += "\(name)\(Self.text(labels.map { ($0.key, $0.value) })) \(number)\n"
    }

    package mutating func sample(_ name: String, _ value: Int, _ labels: KeyValuePairs<String, String> = [:]) {
        sample(name, Double(value), labels)
    }

    /// The samples of a histogram.
    package mutating func samples(
        _ name: String, _ histogram: DurationHistogram, _ labels: KeyValuePairs<String, String> = [:]
    ) {
        let own = labels.map { ($0.key, $0.value) }
        for (bound, count) in zip(DurationHistogram.bounds, histogram.cumulative) {
            text += "\(name)_bucket\(Self.text(own + [("le", "\(bound)")])) \(count)\n"
        }
        text += "\(name)_bucket\(Self.text(own + [("le", "+Inf")])) \(histogram.count)\n"
        text += "\(name)_sum\(Self.text(own)) \(histogram.sum)\n"
        text += "\(name)_count\(Self.text(own)) \(histogram.count)\n"
    }

    private static func text(_ labels: [(name: String, value: String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
