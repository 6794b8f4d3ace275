public import struct FoundationEssentials.Data

/// A snippet that somebody shared, as it is kept.
public struct StoredSnippet: Hashable, Sendable {
    public var id: String
    /// What was stored, byte for byte. The store does not look into it.
    public var document: Data
    public var createdAt: Timestamp

    public init(id: String, document: Data, createdAt: Timestamp) {
        self.id = id
        self.document = document
        self.createdAt = createdAt
    }
}
