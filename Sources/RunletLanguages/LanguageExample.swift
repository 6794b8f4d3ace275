/// A program worth showing, with the input it wants and what it writes.
public struct LanguageExample: Hashable, Sendable {
    /// What it shows, in a few words.
    public let name: String
    public let code: String
    public let stdin: String
    public let args: [String]
    /// All of stdout, byte for byte; nil where it is not always the same.
    public let output: String?
    /// Whether it asks for input while it runs, and so belongs into a terminal.
    public let isInteractive: Bool
    /// What to answer to one that is interactive. Not ``stdin``: it is for a person to type.
    public let typed: String
    /// Globs of the files that it leaves.
    public let artifacts: [String]
}
