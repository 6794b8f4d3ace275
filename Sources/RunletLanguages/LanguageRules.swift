import RunletCore

/// What the texts of a language's file must look like. Each rule gives what is wrong with a text, or nil.
enum LanguageRules {
    static func id(_ text: String) -> String? {
        matches(text, longest: 32, others: "+#-") ? nil : "must be 1 to 32 of a-z, 0-9, \"+\", \"#\" and \"-\""
    }

    static func alias(_ text: String) -> String? {
        matches(text, longest: 32, others: "+#-.") ? nil : "must be 1 to 32 of a-z, 0-9, \"+\", \"#\", \"-\" and \".\""
    }

    static func package(_ text: String) -> String? {
        let clean = matches(text, longest: 64, others: "+-.") && text.first?.isPunctuation == false
        return clean ? nil : "must be the name of a Debian package"
    }

    static func fileExtension(_ text: String) -> String? {
        matches(text.lowercased(), longest: 16, others: "+") ? nil : "must be an extension without its dot"
    }

    static func name(_ text: String) -> String? {
        let clean = !text.isEmpty && text.utf8.count <= 64 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return clean ? nil : "must be 1 to 64 bytes without control characters"
    }

    static func hint(_ text: String) -> String? {
        let clean = !text.isEmpty && text.utf8.count <= 512 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return clean ? nil : "must be 1 to 512 bytes without control characters"
    }

    static func executable(_ text: String) -> String? {
        FileName.problem(with: text)
            ?? (FilePath(text).parts.count > 1 ? "must be a name without directories" : nil)
    }

    static func directory(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard scalars.first == "/", scalars.count > 1 else { return "must be an absolute path" }
        return FileName.problem(with: String(scalars.dropFirst()))
    }

    /// The directories that the sandbox makes itself, or that no program may see.
    private static let reserved: Set<String> = ["dev", "proc", "root", "run", "sys", "tmp", "work"]

    static func mount(_ text: String) -> String? {
        if let problem = directory(text) { return problem }
        // Absolute, so the first part is empty.
        let top = FilePath(text).parts.dropFirst().first.map { String(decoding: $0, as: UTF8.self) }
        if text == "/etc" { return "must be a directory inside /etc: the whole of it is not for programs to see" }
        guard let top, !reserved.contains(top) else { return "cannot be mounted into a sandbox" }
        return nil
    }

    static func pattern(_ text: String) -> String? {
        guard text.utf8.count <= 256 else { return "must be at most 256 bytes long" }
        return (try? VersionCommand.regex(text)) == nil ? "must be a regular expression with one capture group" : nil
    }

    static func argument(_ text: String, allowed: Set<Placeholder>) -> String? {
        guard text.utf8.count <= 4096 else { return "must be at most 4096 bytes long" }
        guard !text.utf8.contains(0) else { return "must not contain a NUL" }
        return Template.problem(with: text, allowed: allowed)
    }

    /// The first argument is executed as it is: without a search path it has to say where.
    static func program(_ text: String) -> String? {
        let starts = ["/", "./", Placeholder.executable.text, Placeholder.toolchain.text + "/"]
        return starts.contains { text.utf8.starts(with: $0.utf8) }
            ? nil : "must begin with {executable}, a path in {toolchain}, or a path that begins with \"/\" or \"./\""
    }

    /// 1 to `longest` lower-case letters, digits, and the others.
    private static func matches(_ text: String, longest: Int, others: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= longest else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || others.utf8.contains(byte)
        }
    }
}
