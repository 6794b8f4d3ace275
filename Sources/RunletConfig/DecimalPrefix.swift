/// The whole number at the start of a size or a duration.
enum DecimalPrefix {
    /// Splits `"64MiB"` into `64` and `"MiB"`; `nil` without a leading ASCII digit or when the number overflows.
    static func read(_ text: Substring) -> (value: Int, rest: Substring)? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let value = Int(Substring(digits)) else { return nil }
        return (value, text[digits.endIndex...])
    }
}
