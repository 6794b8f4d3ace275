import FoundationEssentials

/// A program's output as JSON can carry it: text where it is UTF-8, base64 where it is not.
struct OutputText: Sendable {
    let text: String
    let isBase64: Bool

    /// - Parameter truncated: whether the end was cut; half a character that the cut left is then dropped.
    init(_ bytes: Data, truncated: Bool) {
        let whole = truncated ? bytes.dropLast(UTF8Tail.length(of: bytes)) : bytes
        if let text = String(validating: whole, as: UTF8.self) {
            self.text = text
            isBase64 = false
        } else {
            text = bytes.base64EncodedString()
            isBase64 = true
        }
    }
}
