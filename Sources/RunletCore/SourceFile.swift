public import struct FoundationEssentials.Data

/// A file of a snippet: a clean relative name and its bytes.
public struct SourceFile: Hashable, Sendable, Codable {
    public let name: String
    public let content: Data

    public init(name: String, content: Data) {
        self.name = name
        self.content = content
    }
}
