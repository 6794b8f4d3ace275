/// The rules for names of files that come from a request.
///
/// Names reach the sandbox as they are and are never given to a shell; what is refused here would be taken for an
/// option, leave the directory, or look like another name.
public enum FileName {
    /// The longest name in bytes of UTF-8.
    public static let longest = 200
    /// The most directories above a file, itself included.
    public static let deepest = 10

    /// What is wrong with the name, or nil where it is clean.
    public static func problem(with name: String) -> String? {
        if name.isEmpty { return "must not be empty" }
        if name.utf8.count > longest { return "must be at most \(longest) bytes long" }
        for scalar in name.unicodeScalars where isHidden(scalar) {
            return "must not contain control or formatting characters"
        }
        if name.utf8.contains(UInt8(ascii: "\\")) { return "must not contain a backslash" }
        let parts = FilePath(name).parts
        if parts.count > deepest { return "must be at most \(deepest) levels deep" }
        for part in parts {
            guard let first = part.first, let last = part.last else {
                return "must be a relative path without empty parts"
            }
            if part.elementsEqual(".".utf8) || part.elementsEqual("..".utf8) {
                return "must not contain \".\" or \"..\""
            }
            if first == UInt8(ascii: "-") { return "must not have a part that starts with \"-\"" }
            if first == UInt8(ascii: "@") { return "must not have a part that starts with \"@\"" }
            if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") || last == UInt8(ascii: ".") {
                return "must not have a part that begins or ends with a space or ends with a dot"
            }
        }
        return nil
    }

    /// Control characters, and the ones that change how a name is displayed (bidirectional overrides, zero width).
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
