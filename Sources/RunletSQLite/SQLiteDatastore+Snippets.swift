public import FoundationEssentials
import GRDB
public import RunletCore

extension SQLiteDatastore: SnippetStore {
    /// What a snippet takes beside its document: its row and its places in the indices.
    private static let bytesPerSnippet = 256
    /// How many one call removes at most, so that a bound that was lowered does not hold up the first who stores. One
    /// document's room is less than that many others.
    private static let snippetsRemovedAtOnce = 1000
    /// A reading is noted where the last note is older, in microseconds: reading must not be writing.
    private static let noteInterval: Int64 = 86_400_000_000

    public func snippetSecret(orElse fresh: Data) async throws -> Data {
        let secret: Data? = try await write(.power) { db in
            try db.execute(sql: "INSERT OR IGNORE INTO secret VALUES ('snippets', ?)", arguments: [fresh])
            return try Data.fetchOne(db, sql: "SELECT value FROM secret WHERE name = 'snippets'")
        }
        guard let secret else { throw SQLiteDatastoreError.unreadableRecord(id: "snippets") }
        return secret
    }

    public func storeSnippet(
        _ document: Data, ids: [String], at time: Timestamp, keeping bytes: Int, sparing recent: Timestamp
    ) async throws -> StoredSnippet? {
        let stored: StoredSnippet? = try await write(.power) { db in
            var free: String?
            for id in ids {
                guard let other = try Self.snippet(db, id)?.snippet else {
                    free = free ?? id
                    continue
                }
                // All of the ids are looked at: this document may have a longer one since the time when it collided.
                if other.document == document { return other }
            }
            guard let id = free else { return nil }
            let size = document.count + Self.bytesPerSnippet
            try db.execute(
                sql: "INSERT INTO snippet VALUES (?, ?, ?, ?, ?)",
                arguments: [id, size, time.microseconds, time.microseconds, document])
            try db.execute(sql: "UPDATE snippet_total SET bytes = bytes + ?", arguments: [size])
            try Self.removeSnippets(db, beyond: bytes, readBefore: recent, except: id)
            return StoredSnippet(id: id, document: document, createdAt: time)
        }
        checkpointer.committed(bytes: document.count)
        return stored
    }

    public func snippet(_ id: String, at time: Timestamp) async throws -> StoredSnippet? {
        guard let (snippet, readAt) = try await pool.read({ db in try Self.snippet(db, id) }) else { return nil }
        if time.microseconds - readAt >= Self.noteInterval {
            // Who reads gets what is there, also where nothing can be written now.
            try? await write(.process) { db in
                try db.execute(
                    sql: "UPDATE snippet SET read_at = ? WHERE id = ?", arguments: [time.microseconds, id])
            }
        }
        return snippet
    }

    private static func snippet(_ db: Database, _ id: String) throws -> (snippet: StoredSnippet, readAt: Int64)? {
        let statement = try db.cachedStatement(
            sql: "SELECT document, created_at, read_at FROM snippet WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
        let snippet = StoredSnippet(
            id: id, document: row["document"], createdAt: Timestamp(microseconds: row["created_at"]))
        return (snippet, row["read_at"])
    }

    private static func removeSnippets(
        _ db: Database, beyond bytes: Int, readBefore recent: Timestamp, except id: String
    ) throws {
        var total = try Int.fetchOne(db, sql: "SELECT bytes FROM snippet_total") ?? 0
        guard total > bytes else { return }
        let oldest = try Row.fetchAll(
            db, sql: "SELECT id, size FROM snippet WHERE id <> ? AND read_at < ? ORDER BY read_at, id LIMIT ?",
            arguments: [id, recent.microseconds, snippetsRemovedAtOnce])
        for row in oldest {
            guard total > bytes else { break }
            let other: String = row["id"]
            let size: Int = row["size"]
            try db.execute(sql: "DELETE FROM snippet WHERE id = ?", arguments: [other])
            total -= size
        }
        // A bound that was lowered is come to in several steps.
        if total > bytes, oldest.count < snippetsRemovedAtOnce { throw SnippetStoreFull() }
        try db.execute(sql: "UPDATE snippet_total SET bytes = ?", arguments: [total])
    }
}
