import RunletCore

/// Notes that a coordinator is there, and gives it the jobs of those who are not.
///
/// Nothing here waits for anybody: what is locked is in use by somebody who is there, or is looked at again by whoever
/// attends next. So a machine that dies in the middle holds nobody up.
struct AttendanceStatements {
    /// A client that stops in the middle is to keep the others from taking over for no longer than this.
    private static let beginning = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '5s'"
    /// Nobody could attend while the server was away, and so silence begins with it.
    private static let isSilent = """
        name <> $1 AND greatest(seen, pg_postmaster_start_time()) <= clock_timestamp() - $2::bigint * interval '1 us'
        """
    /// Owners of jobs that have not ended, without a row. One step in the index for each owner, however many jobs.
    private static let absent = """
        WITH RECURSIVE owner (name) AS (
            (SELECT owner FROM job WHERE ended_at IS NULL ORDER BY owner, created_at, id LIMIT 1)
            UNION ALL
            SELECT (SELECT job.owner FROM job WHERE ended_at IS NULL AND job.owner > owner.name
                ORDER BY job.owner, job.created_at, job.id LIMIT 1)
            FROM owner WHERE name IS NOT NULL)
        SELECT name FROM owner
        WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM coordinator WHERE coordinator.name = owner.name)
        """

    let coordinator: String
    let call: Int64
    /// In microseconds.
    let silence: Int64

    init(_ coordinator: String, call: Int64, silence: Duration) {
        self.coordinator = coordinator
        self.call = call
        let (seconds, attoseconds) = silence.components
        self.silence = max(0, min(seconds, 1_000_000_000) * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    func attend(_ connection: PostgresConnection) throws -> Attendance {
        try connection.transaction(Self.beginning) {
            var here = PostgresParameters()
            here.append(coordinator)
            here.append(call)
            var row = try connection.execute(
                """
                INSERT INTO coordinator (name, seen, call, is_new) VALUES ($1, clock_timestamp(), $2, true)
                ON CONFLICT (name) DO UPDATE SET seen = clock_timestamp(), call = $2,
                    is_new = coordinator.is_new AND coordinator.call = $2
                RETURNING is_new
                """, here
            ).row(0)
            let isNew = try row.flag()
            try takeOver(connection)
            let formers = try texts(
                connection.execute(
                    "SELECT former FROM takeover WHERE heir = $1 AND call = $2 ORDER BY former", here))
            return Attendance(takenOver: formers, isNew: isNew)
        }
    }

    private func takeOver(_ connection: PostgresConnection) throws {
        var others = PostgresParameters()
        others.append(coordinator)
        others.append(silence)
        let isNeeded = try connection.execute(
            """
            SELECT count(*) WHERE EXISTS (SELECT 1 FROM coordinator WHERE \(Self.isSilent))
                OR EXISTS (\(Self.absent))
            """, others
        ).number()
        guard isNeeded > 0 else { return }
        var lock = PostgresParameters()
        lock.append(Schema.Lock.takeover)
        var answer = try connection.execute("SELECT pg_try_advisory_xact_lock($1)", lock).row(0)
        guard try answer.flag() else { return }
        // Who is locked is just attending.
        let silent = try texts(
            connection.execute(
                """
                WITH silent AS (SELECT name FROM coordinator WHERE \(Self.isSilent) FOR UPDATE SKIP LOCKED)
                DELETE FROM coordinator USING silent WHERE coordinator.name = silent.name RETURNING coordinator.name
                """, others))
        var formers = Set(silent)
        // A statement of its own: it sees who has come or gone until the lock was there.
        for owner in try texts(connection.execute(Self.absent)) where try takeJobs(connection, of: owner) > 0 {
            formers.insert(owner)
        }
        for former in formers { try note(connection, former) }
        try connection.execute("DELETE FROM takeover WHERE at < clock_timestamp() - interval '1 day'")
    }

    /// Returns how many. Those that are just being changed remain for the next who attends.
    private func takeJobs(_ connection: PostgresConnection, of owner: String) throws -> Int {
        var parameters = PostgresParameters()
        parameters.append(owner)
        parameters.append(coordinator)
        parameters.append(StoredJob.newVersion())
        return try connection.execute(
            """
            WITH orphan AS (
                SELECT id FROM job WHERE ended_at IS NULL AND owner = $1 FOR UPDATE SKIP LOCKED),
            taken AS (
                UPDATE job SET owner = $2, version = $3, \(JobStatements.remembering)
                FROM orphan WHERE job.id = orphan.id RETURNING 1)
            SELECT count(*) FROM taken
            """, parameters
        ).number()
    }

    /// Notes whose messages this one has from now on: also those that the former owner had from others who are gone.
    private func note(_ connection: PostgresConnection, _ former: String) throws {
        var parameters = PostgresParameters()
        parameters.append(coordinator)
        parameters.append(call)
        parameters.append(former)
        try connection.execute(
            """
            INSERT INTO takeover (heir, former, call, at)
            SELECT $1, name, $2, clock_timestamp()
            FROM (SELECT $3::text COLLATE "C" AS name UNION SELECT former FROM takeover WHERE heir = $3) AS gone
            WHERE name <> '' AND name <> $1
                AND NOT EXISTS (SELECT 1 FROM coordinator WHERE coordinator.name = gone.name)
            ON CONFLICT (heir, former) DO UPDATE SET call = excluded.call, at = excluded.at
            """, parameters)
    }

    private func texts(_ rows: PostgresRows) throws -> [String] {
        try (0..<rows.count).map { index in
            var row = rows.row(index)
            return try row.text()
        }
    }
}
