import FoundationEssentials

/// A program's output as JSON can carry it: text where it is UTF-8, base64 where it is not, or where most of it would
/// have to be escaped, with six bytes for each.
struct OutputText: Sendable {
    let text: String
    let isBase64: Bool

    /// - Parameter truncated: whether the end was cut; half a character that the cut left is then dropped.
    init(_ bytes: Data, truncated: Bool) {
        let whole = truncated ? bytes.dropLast(UTF8Tail.length(of: bytes)) : bytes
        let escapes = whole.count { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        if escapes <= whole.count / 16 + 64, let text = String(validating: whole, as: UTF8.self) {
            self.text = text
            isBase64 = false
        } else {
            text = bytes.base64EncodedString()
            isBase64 = true
        }
    }
}
