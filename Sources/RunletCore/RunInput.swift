public import struct FoundationEssentials.Data

/// What one run of a program gets: its standard input, its arguments and its environment.
public struct RunInput: Hashable, Sendable, Codable {
    public var stdin: Data
    public var args: [String]
    public var env: [String: String]

    public init(stdin: Data = Data(), args: [String] = [], env: [String: String] = [:]) {
        self.stdin = stdin
        self.args = args
        self.env = env
    }
}
