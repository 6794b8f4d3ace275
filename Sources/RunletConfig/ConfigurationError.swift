/// The configuration cannot be used. Lists everything that is wrong with it, not only the first thing.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Never empty: the file's problems by line, then those of the environment by name, then those between keys.
    public let problems: [Problem]

    public init(problems: [Problem]) {
        self.problems = problems
    }

    /// One problem per line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
