public import struct FoundationEssentials.Data

/// A file that a program left in its working directory and the request asked for.
public struct Artifact: Hashable, Sendable, Codable {
    public var name: String
    public var content: Data

    public init(name: String, content: Data) {
        self.name = name
        self.content = content
    }
}
