public import RunletCore

/// The effective configuration together with where each value came from.
public struct LoadedConfiguration: Sendable, Equatable {
    /// One effective value, fit to be shown: secrets are redacted.
    public struct Entry: Sendable, Equatable, CustomStringConvertible {
        /// The dotted key, such as `worker.limits.memory`.
        public let key: String
        /// The value as a TOML literal.
        public let renderedValue: String
        public let source: ValueSource

        /// `worker.limits.memory = "2GiB"  # default`
        public var description: String { "\(key) = \(renderedValue)  # \(source)" }
    }

    public let values: RunletConfiguration
    /// The file that was read, under the name that it was found by; `nil` if there was none.
    public let file: String?
    /// Every known key in the order of the reference.
    public let entries: [Entry]

    /// Settings that this version would have to ignore, each with its place. Start-up must refuse unless it is empty.
    public func unsupported() -> [Problem] {
        placed(values.unsupported())
    }

    /// What a process of that role cannot start with, each with its place.
    public func unsuitable(for role: NodeReport.Role) -> [Problem] {
        placed(values.unsuitable(for: role))
    }

    private func placed(_ problems: [Problem]) -> [Problem] {
        problems.map { problem in
            let source = entries.first { $0.key == problem.key }?.source ?? .default
            return Problem(source: source, key: problem.key, message: problem.message)
        }
    }
}
