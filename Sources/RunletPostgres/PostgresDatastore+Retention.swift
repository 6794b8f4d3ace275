public import RunletCore

extension PostgresDatastore {
    /// How many jobs one transaction removes, so that others get their turn.
    private static let removedAtOnce = 200
    /// The same where it is for space: each may be large.
    private static let removedForSpaceAtOnce = 50

    /// Removes the jobs of `doomed`, their tasks, and what is counted of them. Returns how many.
    private static let removal = """
        , gone AS (DELETE FROM job USING doomed WHERE job.id = doomed.id RETURNING job.id, job.size),
        gone_tasks AS (DELETE FROM task USING gone WHERE task.job_id = gone.id),
        counted AS (
            UPDATE job_total SET bytes = bytes - (SELECT coalesce(sum(size), 0)::bigint FROM gone)
            WHERE slot = \(Schema.totalSlot) AND EXISTS (SELECT 1 FROM gone))
        SELECT count(*) FROM gone
        """

    /// Several processes may do so at once: each takes others.
    public func removeJobs(endedBefore time: Timestamp) async throws -> Int {
        var total = 0
        while true {
            var parameters = PostgresParameters()
            parameters.append(time.microseconds)
            parameters.append(Self.removedAtOnce)
            let count = try await pool.run(within: Self.longPatience) { [parameters] in
                { connection in
                    try connection.execute(
                        """
                        WITH doomed AS (
                            SELECT id FROM job WHERE ended_at < $1 ORDER BY ended_at, id LIMIT $2
                            FOR UPDATE SKIP LOCKED)
                        \(Self.removal)
                        """, parameters
                    ).number()
                }
            }
            total += count
            if count < Self.removedAtOnce { return total }
        }
    }

    /// One process at a time: two would each remove what is enough. The other has nothing to do.
    public func removeJobs(beyond bytes: Int) async throws -> Int {
        var total = 0
        while true {
            let count = try await pool.run(within: Self.longPatience) {
                { connection in try connection.transaction { try Self.removeBatch(connection, beyond: bytes) } }
            }
            total += count
            if count == 0 { return total }
        }
    }

    private static func removeBatch(_ connection: PostgresConnection, beyond bytes: Int) throws -> Int {
        var lock = PostgresParameters()
        lock.append(Schema.Lock.sweep)
        var answer = try connection.execute("SELECT pg_try_advisory_xact_lock($1)", lock).row(0)
        guard try answer.flag() else { return 0 }
        // Those that ended are counted as they end, and the others are few.
        let used = try connection.execute(
            """
            SELECT ((SELECT coalesce(sum(bytes), 0) FROM job_total)
                + (SELECT coalesce(sum(size), 0) FROM job WHERE ended_at IS NULL))::bigint
            """
        ).number()
        guard used > bytes else { return 0 }
        var parameters = PostgresParameters()
        parameters.append(used - bytes)
        parameters.append(Self.removedForSpaceAtOnce)
        // As many as it takes: each whose predecessors are not enough.
        return try connection.execute(
            """
            WITH oldest AS (
                SELECT id, size, ended_at FROM job WHERE ended_at IS NOT NULL ORDER BY ended_at, id LIMIT $2
                FOR UPDATE SKIP LOCKED),
            summed AS (SELECT id, sum(size) OVER (ORDER BY ended_at, id) - size AS before FROM oldest),
            doomed AS (SELECT id FROM summed WHERE before < $1::bigint)
            \(Self.removal)
            """, parameters
        ).number()
    }
}
