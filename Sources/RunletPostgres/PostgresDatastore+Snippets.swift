public import FoundationEssentials
public import RunletCore

extension PostgresDatastore: SnippetStore {
    /// What a snippet takes beside its document: its row and its places in the indices.
    private static let bytesPerSnippet = 256
    /// How many one call removes at most, so that a bound that was lowered does not hold up the first who stores. One
    /// document's room is less than that many others.
    private static let snippetsRemovedAtOnce = 1000
    /// A reading is noted where the last note is older, in microseconds: reading must not be writing.
    private static let noteInterval: Int64 = 86_400_000_000

    public func snippetSecret(orElse fresh: Data) async throws -> Data {
        var parameters = PostgresParameters()
        parameters.append(fresh)
        return try await pool.run(within: Self.patience) { [parameters] in
            { connection in
                try connection.execute(
                    "INSERT INTO secret VALUES ('snippets', $1) ON CONFLICT DO NOTHING", parameters)
                // A statement of its own: it sees what another stored while the first waited for it.
                var row = try connection.execute("SELECT value FROM secret WHERE name = 'snippets'").row(0)
                return try row.data()
            }
        }
    }

    public func storeSnippet(
        _ document: Data, ids: [String], at time: Timestamp, keeping bytes: Int, sparing recent: Timestamp
    ) async throws -> StoredSnippet? {
        try await pool.run(within: Self.patience) {
            // Done again after a lost connection, it finds what it stored.
            { connection in
                try connection.transaction {
                    // One at a time stores, so that two with the same document have one id.
                    let total = try connection.execute("SELECT bytes FROM snippet_total FOR UPDATE").number()
                    var free: String?
                    for id in ids {
                        guard let other = try Self.snippet(connection, id)?.snippet else {
                            free = free ?? id
                            continue
                        }
                        // All of the ids are looked at: this document may have a longer one since the time when it
                        // collided.
                        if other.document == document { return other }
                    }
                    guard let id = free else { return nil }
                    let size = document.count + Self.bytesPerSnippet
                    var parameters = PostgresParameters()
                    parameters.append(id)
                    parameters.append(size)
                    parameters.append(time.microseconds)
                    parameters.append(document)
                    try connection.execute("INSERT INTO snippet VALUES ($1, $2, $3, $3, $4)", parameters)
                    let left = try Self.removeSnippets(
                        connection, from: total + size, beyond: bytes, readBefore: recent, except: id)
                    var totalParameters = PostgresParameters()
                    totalParameters.append(left)
                    try connection.execute("UPDATE snippet_total SET bytes = $1", totalParameters)
                    return StoredSnippet(id: id, document: document, createdAt: time)
                }
            }
        }
    }

    public func snippet(_ id: String, at time: Timestamp) async throws -> StoredSnippet? {
        let found = try await pool.run(within: Self.patience) { { try Self.snippet($0, id) } }
        guard let (snippet, readAt) = found else { return nil }
        if time.microseconds - readAt >= Self.noteInterval {
            var parameters = PostgresParameters()
            parameters.append(id)
            parameters.append(time.microseconds)
            // Who reads gets what is there, also where nothing can be written now.
            _ = try? await pool.run(within: Self.patience) { [parameters] in
                { connection in
                    try connection.execute(
                        "UPDATE snippet SET read_at = greatest(read_at, $2) WHERE id = $1", parameters
                    ).count
                }
            }
        }
        return snippet
    }

    private static func snippet(
        _ connection: PostgresConnection, _ id: String
    ) throws -> (snippet: StoredSnippet, readAt: Int64)? {
        var parameters = PostgresParameters()
        parameters.append(id)
        let rows = try connection.execute(
            "SELECT document, created_at, read_at FROM snippet WHERE id = $1", parameters)
        guard rows.count == 1 else { return nil }
        var row = rows.row(0)
        let document = try row.data()
        let createdAt = Timestamp(microseconds: try row.number())
        return (StoredSnippet(id: id, document: document, createdAt: createdAt), try row.number())
    }

    /// Removes those read longest ago until the total is within the bound. Returns the total then.
    private static func removeSnippets(
        _ connection: PostgresConnection, from total: Int, beyond bytes: Int, readBefore recent: Timestamp,
        except id: String
    ) throws -> Int {
        guard total > bytes else { return total }
        var parameters = PostgresParameters()
        parameters.append(id)
        parameters.append(recent.microseconds)
        parameters.append(total - bytes)
        parameters.append(Self.snippetsRemovedAtOnce)
        // As many as it takes: each whose predecessors are not enough. What is noted as read meanwhile is looked at again.
        let rows = try connection.execute(
            """
            WITH oldest AS (
                SELECT id, size, read_at FROM snippet WHERE id <> $1 AND read_at < $2 ORDER BY read_at, id LIMIT $4
                FOR UPDATE),
            summed AS (SELECT id, size, sum(size) OVER (ORDER BY read_at, id) - size AS before FROM oldest),
            gone AS (
                DELETE FROM snippet USING summed WHERE snippet.id = summed.id AND before < $3::bigint RETURNING snippet.size)
            SELECT coalesce(sum(size), 0)::bigint, (SELECT count(*) FROM oldest) FROM gone
            """, parameters)
        var row = rows.row(0)
        let left = total - Int(try row.number())
        let looked = Int(try row.number())
        // A bound that was lowered is come to in several steps.
        if left > bytes, looked < snippetsRemovedAtOnce { throw SnippetStoreFull() }
        return left
    }
}
