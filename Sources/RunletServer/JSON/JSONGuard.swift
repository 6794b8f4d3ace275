/// Looks over a request's bytes before a parser does.
///
/// A parser recurses for every bracket and guesses encodings from byte order marks and NULs; what is refused here never
/// gets that far. One pass.
enum JSONGuard {
    /// The most arrays and objects inside each other. A request needs four.
    static let deepest = 32

    /// The most values. Decoding takes some microseconds for each, and a hundred inputs of hundreds of arguments fit.
    static let mostValues = 65_536

    private static let byteOrderMarks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFE, 0xFF], [0xFF, 0xFE]]

    /// What is wrong with the bytes, or nil where a parser may have them.
    static func problem(with bytes: UnsafeRawBufferPointer) -> String? {
        guard !bytes.isEmpty else { return "the body is empty, it must be JSON" }
        if byteOrderMarks.contains(where: { bytes.starts(with: $0) }) {
            return "malformed JSON: must not begin with a byte order mark"
        }
        var depth = 0
        var values = 0
        var fields = FieldNames()
        var stringStart = 0
        var isInString = false
        var isEscaped = false
        /// The last byte outside strings that is not white space.
        var previous: UInt8 = 0
        for (index, byte) in bytes.enumerated() {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                    fields.string(UnsafeRawBufferPointer(rebasing: bytes[stringStart..<index]))
                } else if byte < 0x20 {
                    return "malformed JSON: control characters in strings must be escaped"
                }
                continue
            }
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                continue
            case UInt8(ascii: "\""):
                isInString = true
                stringStart = index + 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > deepest { return "malformed JSON: nested more than \(deepest) levels deep" }
                fields.open()
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                // JSONDecoder would let it pass.
                if previous == UInt8(ascii: ",") { return "malformed JSON: a comma before a closing bracket" }
                depth -= 1
                fields.close()
            case UInt8(ascii: ":"):
                // A parser would take one of the two, and who wrote the request may have meant the other.
                if previous == UInt8(ascii: "\""), let name = fields.repeatedName() { return "\(name): is there twice" }
            case UInt8(ascii: ","):
                // Behind each is one; what is first in its list or object counts for nothing.
                values += 1
            case 0:
                return "malformed JSON: must not contain a NUL"
            default:
                break
            }
            if values > mostValues { return "the body has more than \(mostValues) values" }
            previous = byte
        }
        return nil
    }
}
