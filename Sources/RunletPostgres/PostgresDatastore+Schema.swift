extension PostgresDatastore {
    /// How long others may take with the same migrations.
    private static let migrationPatience = Duration.seconds(300)

    /// Brings the tables to this program's version. Safe where several do so at once, and where there is nothing to do.
    ///
    /// - Returns: how many steps were taken.
    /// - Throws: ``PostgresDatastoreError``, `.newSchema` among them.
    @discardableResult
    public func migrate() async throws -> Int {
        let known = Schema.migrations.count
        return try await pool.run(within: Self.migrationPatience) {
            // Lives through lost connections: what was committed is not done again, only counted here.
            var first: Int?
            return { connection in
                while true {
                    let version = try connection.transaction {
                        // Held until the commit, so that each step is taken by one of us.
                        var lock = PostgresParameters()
                        lock.append(Schema.Lock.migration)
                        try connection.command("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
                        try connection.execute("SELECT pg_advisory_xact_lock($1)", lock)
                        // The lock came first, so that two who make it cannot collide.
                        try connection.command(
                            """
                            CREATE TABLE IF NOT EXISTS runlet_migration (
                                version BIGINT NOT NULL PRIMARY KEY,
                                applied_at TIMESTAMPTZ NOT NULL DEFAULT now())
                            """)
                        let version = try Self.version(connection)
                        guard version < known else { return version }
                        try connection.command(Schema.migrations[version])
                        var next = PostgresParameters()
                        next.append(version + 1)
                        try connection.execute("INSERT INTO runlet_migration (version) VALUES ($1)", next)
                        return version
                    }
                    guard version <= known else {
                        throw PostgresDatastoreError.newSchema(version: version, known: known)
                    }
                    let begin = first ?? version
                    first = begin
                    if version == known { return known - begin }
                }
            }
        }
    }

    /// Whether the tables are those that this program knows. For the start of the program.
    ///
    /// - Throws: ``PostgresDatastoreError``: `.oldSchema` and `.newSchema` among others.
    public func checkSchema() async throws {
        let version = try await pool.run(within: Self.patience) {
            { connection in
                let isThere = try connection.execute(
                    "SELECT count(*) FROM (SELECT 1 WHERE to_regclass('runlet_migration') IS NOT NULL) AS t"
                ).number()
                return isThere == 1 ? try Self.version(connection) : 0
            }
        }
        let known = Schema.migrations.count
        if version < known { throw PostgresDatastoreError.oldSchema(version: version, needed: known) }
        if version > known { throw PostgresDatastoreError.newSchema(version: version, known: known) }
    }

    private static func version(_ connection: PostgresConnection) throws -> Int {
        try connection.execute("SELECT coalesce(max(version), 0) FROM runlet_migration").number()
    }
}
