/// How programs of a language are laid out: a tool that reads one from stdin and writes it to stdout.
public struct LanguageFormat: Hashable, Sendable {
    /// The program, looked up in ``search``.
    public let executable: String
    /// Absolute directories, the first match wins.
    public let search: [String]
    /// The Debian packages that bring the tool.
    public let packages: [String]
    /// The command, its environment, and its own limits.
    public let phase: LanguagePhase
}
