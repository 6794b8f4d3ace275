/// Writes values the way a configuration file holds them.
enum TOMLLiteral {
    /// A basic string. With a limit, a longer text is cut to so many characters, for error messages.
    static func quoted(_ text: String, limit: Int = .max) -> String {
        var literal = "\""
        for scalar in text.prefix(limit).unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\t": literal += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + (text.count > limit ? "…\"" : "\"")
    }

    static func array(_ strings: [String]) -> String {
        "[" + strings.map { quoted($0) }.joined(separator: ", ") + "]"
    }
}
