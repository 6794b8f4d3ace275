/// A program worth showing, with the input it wants and the output it must give.
public struct LanguageExample: Hashable, Sendable {
    public let code: String
    public let stdin: String
    /// All of stdout, byte for byte.
    public let output: String
}
