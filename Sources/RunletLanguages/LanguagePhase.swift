public import RunletCore

/// How a language compiles or runs: a command and an environment with placeholders, and its own limits.
public struct LanguagePhase: Hashable, Sendable {
    /// Never empty; see ``Placeholder``.
    public let command: [String]
    /// The environment of both phases with this one's over it; the values may hold placeholders.
    public let env: [String: String]
    /// Where the language needs other limits than the defaults. The caps hold for these too.
    public let limits: LimitOverrides
}
