import FoundationEssentials

/// A program's output as JSON can carry it: text where it is UTF-8, base64 where it is not, or where most of it would
/// have to be escaped, with six bytes for each.
struct OutputText: Sendable {
    let text: String
    let isBase64: Bool

    /// - Parameter truncated: whether the end was cut; half a character that the cut left is then dropped.
    init(_ bytes: Data, truncated: Bool) {
        let whole = truncated ? bytes.dropLast(UTF8Tail.length(of: bytes)) : bytes
        let plain = whole.withUnsafeBytes { bytes -> String? in
            var escapes = 0
            for byte in bytes where byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D { escapes += 1 }
            return escapes <= bytes.count / 16 + 64 ? String(validating: bytes, as: UTF8.self) : nil
        }
        if let text = plain {
            self.text = text
            isBase64 = false
        } else {
            text = bytes.base64EncodedString()
            isBase64 = true
        }
    }
}
