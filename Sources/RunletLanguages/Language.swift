/// A language that snippets can be written in: what its file in `languages/` says, and nothing else.
///
/// Adding a language is adding a file; there is no Swift code for any one language.
public struct Language: Hashable, Sendable {
    /// The name in requests, and the name of the file: `[a-z0-9+#-]`, at most 32 bytes.
    public let id: String
    /// The name for people.
    public let name: String
    /// Further names in requests. Never another language's id or alias.
    public let aliases: [String]
    /// What the names of its source files end with, without the dot. Never empty.
    public let extensions: [String]
    /// The name of the main file where a request does not give one.
    public let source: String
    /// The program whose presence makes the language available, looked up in ``search``.
    public let executable: String
    /// Absolute directories, the first match wins. Never `$PATH`: what runs must not depend on who started the engine.
    public let search: [String]
    /// The Debian packages that bring the language; the first one brings the executable.
    public let packages: [String]
    /// What to do where no package helps.
    public let hint: String?
    /// Absolute paths beside `/usr` that the tool chain reads. Ones that do not exist are to be skipped.
    public let mounts: [String]
    public let version: VersionCommand
    /// Nil where nothing is to be compiled.
    public let compile: LanguagePhase?
    public let run: LanguagePhase
    /// A public image that has the language.
    public let dockerImage: String?
    /// Nil where no tool is known that lays programs out.
    public let format: LanguageFormat?
    /// Never empty.
    public let examples: [LanguageExample]

    /// The first of the examples that is nothing but a program with its input and its output.
    public var example: LanguageExample? { examples.first(where: \.isPlain) }
}
