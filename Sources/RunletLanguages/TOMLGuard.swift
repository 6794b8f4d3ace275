/// Refuses the malformed documents on which the parser would stop the process instead of reporting an error.
///
/// toml++ 3.4, inside TOMLKit, has assertions that a document can break, and TOMLKit is built with them: a table header
/// that begins with no key (`[.`), and a bracket that is closed by one of another kind where a value belongs (`[}`).
/// This looks for just these two, aware of strings and comments; everything else is left to the parser. What comes
/// before the first error of a document is read the same way by both, so none of the two is overlooked.
struct TOMLGuard {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var open: [UInt8] = []
    /// Only white space so far on this line, outside of brackets: what comes is a key or a table header.
    private var isAtStart = true

    /// The line and what is wrong with it, or nil where it is safe to parse the document.
    static func problem(in text: String) -> (line: Int, reason: String)? {
        var guardian = TOMLGuard(bytes: Array(text.utf8))
        return guardian.scan()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    private mutating func scan() -> (line: Int, reason: String)? {
        while index < bytes.count {
            let byte = bytes[index]
            let wasAtStart = isAtStart
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { isAtStart = false }
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                index += 1
                isAtStart = open.isEmpty
            case UInt8(ascii: "#"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                skipString(byte)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if wasAtStart, byte == UInt8(ascii: "["), !isHeader(at: index) {
                    return (line, "a table needs a name")
                }
                open.append(byte)
                index += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                // In ASCII a closing bracket is two after its opening one.
                if let last = open.popLast(), last + 2 != byte { return (line, "a bracket is closed by another") }
                index += 1
            default:
                index += 1
            }
        }
        return nil
    }

    /// Whether a key or the end of the brackets follows, after which the parser needs no help.
    private func isHeader(at start: Int) -> Bool {
        var next = start + 1
        if next < bytes.count, bytes[next] == UInt8(ascii: "[") { next += 1 }
        while next < bytes.count, bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\t") { next += 1 }
        guard next < bytes.count else { return true }
        return switch bytes[next] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Moves behind the string that begins here.
    private mutating func skipString(_ quote: UInt8) {
        let opening = run(of: quote)
        let isMultiLine = opening >= 3
        if !isMultiLine, opening == 2 {
            index += 2
            return
        }
        index += isMultiLine ? 3 : 1
        while index < bytes.count {
            switch bytes[index] {
            case quote:
                let count = run(of: quote)
                if !isMultiLine || count >= 3 {
                    // Up to two quotes may stand before the three that close a string of many lines.
                    index += isMultiLine ? min(count, 5) : 1
                    return
                }
                index += count
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { line += 1 }
                index += 2
            case UInt8(ascii: "\n"):
                // The end of a string that was not closed is the parser's error to report.
                guard isMultiLine else { return }
                line += 1
                index += 1
            default:
                index += 1
            }
        }
    }

    private func run(of quote: UInt8) -> Int {
        bytes[index...].prefix { $0 == quote }.count
    }
}
