import GRDB
public import RunletCore

extension SQLiteDatastore {
    /// Microseconds since 1970, by SQLite's clock.
    private static let now = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"

    public func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance {
        try await write(.process) { [cache] db in
            let isNew =
                try Int.fetchOne(db, sql: "SELECT 1 FROM coordinator WHERE name = ?", arguments: [coordinator]) == nil
            try db.execute(sql: "INSERT OR REPLACE INTO coordinator VALUES (?, \(Self.now))", arguments: [coordinator])
            // Who was last seen in the future was before the clock was set back.
            let removed = try String.fetchAll(
                db,
                sql: """
                    DELETE FROM coordinator WHERE name <> ? AND NOT (seen > \(Self.now) - ? AND seen <= \(Self.now))
                    RETURNING name
                    """,
                arguments: [coordinator, silence.microseconds])
            // One step in the index for each owner, however many jobs there are.
            let left = try String.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE owner (name) AS (
                        SELECT min(owner) FROM job WHERE ended_at IS NULL
                        UNION ALL
                        SELECT (SELECT min(job.owner) FROM job WHERE ended_at IS NULL AND job.owner > owner.name)
                        FROM owner WHERE name IS NOT NULL)
                    SELECT name FROM owner WHERE name IS NOT NULL AND name NOT IN (SELECT name FROM coordinator)
                    """)
            for owner in left {
                try db.execute(
                    sql: "UPDATE job SET owner = ? WHERE ended_at IS NULL AND owner = ?",
                    arguments: [coordinator, owner])
            }
            if !left.isEmpty { db.afterNextTransaction { _ in cache.forget(exceptOf: coordinator) } }
            return Attendance(takenOver: Set(removed + left).subtracting([""]).sorted(), isNew: isNew)
        }
    }

    public func leave(_ coordinator: String) async throws {
        try await write(.process) { db in
            try db.execute(sql: "DELETE FROM coordinator WHERE name = ?", arguments: [coordinator])
        }
    }
}

extension Duration {
    /// Whole microseconds, at least 0.
    fileprivate var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(0, min(seconds, 1_000_000_000) * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}
