/// The languages cannot be used. Lists everything that is wrong with them, not only the first thing.
public struct LanguageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The file or directory that has the problem.
        public let file: String
        /// The path of the key, as in `compile.command`; nil where the file as a whole is meant.
        public let key: String?
        public let reason: String

        public init(file: String, key: String? = nil, _ reason: String) {
            self.file = file
            self.key = key
            self.reason = reason
        }

        public var description: String {
            key.map { "\(file): \($0) \(reason)" } ?? "\(file): \(reason)"
        }
    }

    /// Never empty.
    public let problems: [Problem]

    public init(problems: [Problem]) {
        self.problems = problems
    }

    /// One problem per line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
