/// A step inside a run: the command, what it adds to the environment, and its limits.
public struct Phase: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case compile, run
    }

    public var kind: Kind
    /// The program by its absolute path, and its arguments.
    public var command: [String]
    public var env: [String: String]
    public var limits: Limits

    public init(kind: Kind, command: [String], env: [String: String] = [:], limits: Limits) {
        self.kind = kind
        self.command = command
        self.env = env
        self.limits = limits
    }
}
