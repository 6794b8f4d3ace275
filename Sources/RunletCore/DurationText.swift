/// Durations as people write them: `500ms`, `5s`, `2m`, `1m30s`, `168h`.
public enum DurationText {
    private static let units: [(suffix: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// The whole milliseconds, or nil where the text is no duration or does not fit. A number needs its unit.
    public static func parse(_ text: String) -> Int? {
        var rest = text[...]
        var total = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let suffix = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(suffix.count)
            guard let number = Int(digits), let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, carry) = total.addingReportingOverflow(product)
            guard !overflow, !carry else { return nil }
            total = sum
        }
        return total
    }

    /// The exact text with the fewest parts: `5s`, `1m30s`, `168h`, `1s500ms`.
    public static func describe(milliseconds: Int) -> String {
        var rest = milliseconds
        var text = ""
        for (suffix, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] where rest / size != 0 {
            text += "\(rest / size)\(suffix)"
            rest %= size
        }
        return text.isEmpty ? "0ms" : text
    }
}
