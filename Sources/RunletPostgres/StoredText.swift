/// Texts as PostgreSQL can hold them: any but U+0000.
///
/// That one becomes U+E000 and `0`. U+E000, a code point that has no meaning of its own, becomes itself and `1`, so that
/// every text comes back as it was.
enum StoredText {
    private static let escape: Unicode.Scalar = "\u{E000}"

    static func stored(_ text: String) -> String {
        guard text.utf8.contains(0) || text.unicodeScalars.contains(escape) else { return text }
        var stored = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\0": stored.append(contentsOf: [escape, "0"])
            case escape: stored.append(contentsOf: [escape, "1"])
            default: stored.append(scalar)
            }
        }
        return String(stored)
    }

    static func original(_ stored: String) -> String {
        guard stored.unicodeScalars.contains(escape) else { return stored }
        var text = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in stored.unicodeScalars {
            if isEscaped {
                text.append(scalar == "0" ? "\0" : escape)
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
