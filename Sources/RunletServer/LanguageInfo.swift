/// A language as `/languages` shows it.
public struct LanguageInfo: Hashable, Sendable {
    /// A program that shows the language, and what it prints.
    public struct Example: Hashable, Sendable {
        public var code: String
        public var stdin: String
        public var output: String

        public init(code: String, stdin: String = "", output: String) {
            self.code = code
            self.stdin = stdin
            self.output = output
        }
    }

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
    public var example: Example?

    public init(
        id: String, name: String, aliases: [String] = [], extensions: [String] = [], version: String? = nil,
        available: Bool, packages: [String] = [], hint: String? = nil, example: Example? = nil
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.extensions = extensions
        self.version = version
        self.available = available
        self.packages = packages
        self.hint = hint
        self.example = example
    }
}
