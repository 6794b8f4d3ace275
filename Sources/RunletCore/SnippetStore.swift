public import struct FoundationEssentials.Data

/// The port to where shared snippets are kept.
///
/// A snippet never changes. It goes where the room is needed for others and nobody has read it for the longest.
public protocol SnippetStore: Sendable {
    /// The secret from which ids are made. The first call ever stores the one that it brings, and every call gets that
    /// one: also where several come at the same time, also after a restart.
    func snippetSecret(orElse fresh: Data) async throws -> Data
    /// Stores a document under the first of the ids that no other document has. What is there already stays as it is,
    /// under the id that it has.
    ///
    /// - Parameters:
    ///   - ids: the ids that this document may have, in every call the same.
    ///   - bytes: what all snippets may take; those read longest ago are removed above it.
    ///   - recent: none that was stored or read since then is removed, or whoever may share could remove what others did.
    /// - Returns: the snippet; nil where all ids belong to other documents.
    /// - Throws: ``SnippetStoreFull`` where only recent ones could make room.
    func storeSnippet(
        _ document: Data, ids: [String], at time: Timestamp, keeping bytes: Int, sparing recent: Timestamp
    ) async throws -> StoredSnippet?
    /// The snippet of that id, or nil. Notes that it was read, at most once a day.
    func snippet(_ id: String, at time: Timestamp) async throws -> StoredSnippet?
}
