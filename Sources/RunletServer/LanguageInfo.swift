public import RunletLanguages

/// A language as `/languages` shows it.
public struct LanguageInfo: Hashable, Sendable {
    public var id: String
    public var name: String
    public var aliases: [String]
    /// Of source files, without the dot, as in `py`.
    public var extensions: [String]
    /// The version that is installed, where it is known.
    public var version: String?
    /// Whether snippets in it can run now.
    public var available: Bool
    /// The packages that make it available; empty where it is.
    public var packages: [String]
    /// How to make it available where packages do not say it all.
    public var hint: String?
    /// Whether programs in it can be laid out now.
    public var format: Bool
    public var examples: [LanguageExample]
    /// The one of them for clients that know of one only.
    public var example: LanguageExample?

    public init(
        id: String, name: String, aliases: [String] = [], extensions: [String] = [], version: String? = nil,
        available: Bool, packages: [String] = [], hint: String? = nil, format: Bool = false,
        examples: [LanguageExample] = [],
        example: LanguageExample? = nil
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.extensions = extensions
        self.version = version
        self.available = available
        self.packages = packages
        self.hint = hint
        self.format = format
        self.examples = examples
        self.example = example
    }
}
