/// Sizes as people write them: `256MiB`, `1GiB`, `10MB`, `4096`.
public enum ByteSize {
    private static let units: [(suffix: String, factor: Int)] = [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1 << 40),
        ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("B", 1),
    ]

    /// The number of bytes, or nil where the text is no size, is negative, or does not fit.
    public static func parse(_ text: String) -> Int? {
        let upper = text.uppercased()
        var digits = upper[...]
        var factor = 1
        if let unit = units.first(where: { upper.hasSuffix($0.suffix) }) {
            digits = upper.dropLast(unit.suffix.count)
            factor = unit.factor
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else {
            return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    /// The shortest exact text in binary units: `256MiB`, `1536KiB`, `1000`.
    public static func describe(_ bytes: Int) -> String {
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes != 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return "\(bytes)"
    }
}
