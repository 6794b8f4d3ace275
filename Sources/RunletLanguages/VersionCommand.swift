/// How to learn which version of a language is installed. Runs nothing itself.
public struct VersionCommand: Hashable, Sendable {
    /// Never empty; `{executable}` and `{toolchain}` stand for what was found.
    public let command: [String]
    /// A regular expression with one capture group, the version.
    public let pattern: String

    /// What is looked at of the output, and the longest version, in bytes: a tool's banner, not its manual.
    static let outputBound = 4096
    static let versionBound = 64

    /// The version named in the output of the command, stdout or stderr; nil where there is none.
    public func parseVersion(from output: String) -> String? {
        guard let regex = try? Self.regex(pattern) else { return nil }
        let start = String(decoding: output.utf8.prefix(Self.outputBound), as: UTF8.self)
        guard let match = try? regex.firstMatch(in: start) else { return nil }
        let version = match.output.1
        return version.isEmpty || version.utf8.count > Self.versionBound ? nil : String(version)
    }

    /// The command for an executable that was found.
    public func command(executable: String) -> [String] {
        let values = PlaceholderValues(executable: executable)
        return command.map { Template.expand($0, values) }
    }

    /// Throws where the pattern is no regular expression with exactly one capture group.
    ///
    /// It is compiled anew for each use, since a `Regex` is not `Sendable`, and versions are looked up once.
    static func regex(_ pattern: String) throws -> Regex<(Substring, Substring)> {
        try Regex(pattern, as: (Substring, Substring).self)
    }
}
