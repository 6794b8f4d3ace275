import Glibc
import RunletCore
import RunletPostgres
import TestServers
import Testing

@Suite("The PostgreSQL datastore", .timeLimit(.minutes(2)))
struct PostgresDatastoreTests {
    // MARK: Settings

    @Test(
        "refuses a connection string that it does not understand, and does not repeat it",
        arguments: [
            "", "hunter2", "postgres://u:hun/ter2@host/db", "postgres://u:hunter2@ho@st/db",
            "host=h port=hunter2", "host=h password=hunter2 wrong=1", "postgres://u:hunter2@host:99999/db",
            "a\0hunter2",
        ])
    func badDSN(_ dsn: String) throws {
        let error = #expect(throws: PostgresDatastoreError.self) { try PostgresDatastore(dsn: dsn) }
        let text = try #require(error).description
        #expect(text.contains("datastore.postgres.dsn"))
        #expect(!text.contains("hunter2") && !text.contains("ter2"), "\(text)")
    }

    @Test("says that the password is wrong, at once, and does not show it")
    func wrongPassword() async throws {
        let server = try await PostgresServer.shared()
        let store = try PostgresDatastore(dsn: server.dsn("postgres", password: "hunter2"))
        let begin = ContinuousClock.now
        let error = await #expect(throws: PostgresDatastoreError.self) { try await store.checkSchema() }
        #expect(ContinuousClock.now - begin < .seconds(5))
        guard case .refused = error else { throw try #require(error) }
        let text = error?.description ?? ""
        #expect(text.contains("datastore.postgres.dsn") && !text.contains("hunter2"), "\(text)")
    }

    @Test("says that there is no such database, and that nobody answers")
    func wrongPlace() async throws {
        let server = try await PostgresServer.shared()
        let missing = try PostgresDatastore(dsn: server.dsn("nowhere"))
        let refused = await #expect(throws: PostgresDatastoreError.self) { try await missing.checkSchema() }
        #expect(refused?.description.contains("nowhere") == true)

        let silent = try PostgresDatastore(dsn: "postgres://me:hunter2@127.0.0.1:1/db")
        let begin = ContinuousClock.now
        let error = await #expect(throws: PostgresDatastoreError.self) { try await silent.checkHealth() }
        #expect(ContinuousClock.now - begin < .seconds(5))
        guard case .unreachable = error else { throw try #require(error) }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("refuses a database that is not of UTF-8")
    func encoding() async throws {
        let server = try await PostgresServer.shared()
        try await server.execute(
            "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
        let store = try PostgresDatastore(dsn: server.dsn("latin"))
        await #expect(throws: PostgresDatastoreError.wrongEncoding("LATIN1")) { try await store.migrate() }
    }

    // MARK: Schema

    @Test("tells an old schema, a newer one, and none")
    func schema() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await PostgresServer.shared()
            try await server.createDatabase("empty")
            let empty = try PostgresDatastore(dsn: server.dsn("empty"))
            let none = await #expect(throws: PostgresDatastoreError.self) { try await empty.checkSchema() }
            #expect(none?.description.contains("run `runlet migration`") == true)

            let dsn = try await PostgresDatabases.shared.dsn(for: directory)
            let database = "t" + directory.suffix(32)
            let store = try PostgresDatastore(dsn: dsn)
            try await store.checkSchema()
            #expect(try await store.migrate() == 0)
            try await server.execute("DELETE FROM runlet_migration WHERE version > 1", in: database)
            await #expect(throws: PostgresDatastoreError.oldSchema(version: 1, needed: 3)) {
                try await store.checkSchema()
            }
            try await server.execute("INSERT INTO runlet_migration VALUES (2), (3), (4)", in: database)
            let newer = PostgresDatastoreError.newSchema(version: 4, known: 3)
            await #expect(throws: newer) { try await store.checkSchema() }
            await #expect(throws: newer) { try await store.migrate() }
            #expect(newer.description.contains("newer version"))
        }
    }

    @Test("is migrated once where ten do it at the same time")
    func migrations() async throws {
        let server = try await PostgresServer.shared()
        try await server.createDatabase("crowded")
        let stores = try (0..<10).map { _ in try PostgresDatastore(dsn: server.dsn("crowded"), connections: 1) }
        let steps = try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores { group.addTask { try await store.migrate() } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        // Who came first may have let others take the second step.
        #expect(steps.max() ?? 0 >= 1)
        for store in stores { try await store.checkSchema() }
        let versions = try await server.execute("SELECT version FROM runlet_migration ORDER BY 1", in: "crowded")
        #expect(versions == "1\n2\n3\n")
        try await stores[0].create(Samples.job(), durability: .power)
    }

    // MARK: Values

    @Test("gives back texts with NULs, and finds ids with them not to be there")
    func texts() async throws {
        try await withPostgresStores(1) { stores in
            let store = stores[0]
            for text in ["\0", "a\0b", "\u{E000}", "\u{E000}0", "\u{E000}1\0\u{E000}", "e\u{301}é\u{1F469}\u{200D}"] {
                var job = Samples.job(text)
                job.error = text
                job.tasks[0].node = text
                job.tasks[0].name = text
                try await store.create(job, durability: .process)
                #expect(try await store.job(job.id) == job)
                #expect(try await store.jobs(JobQuery(text: text)).items.map(\.name).contains(text))
            }
            #expect(try await store.job(JobID(rawValue: "a\0b")) == nil)
            #expect(try await store.task(TaskID(rawValue: "\0")) == nil)
            #expect(try await store.snippet("\0", at: Samples.time(0)) == nil)
        }
    }

    // MARK: Waiting

    @Test("lets a task that is cancelled leave the queue, and goes on")
    func cancelledWaiters() async throws {
        try await withTemporaryDirectory { directory in
            let dsn = try await PostgresDatabases.shared.dsn(for: directory)
            let store = try PostgresDatastore(dsn: dsn, connections: 1)
            let other = try PostgresDatastore(dsn: dsn, connections: 1)
            let job = Samples.job()
            try await store.create(job, durability: .process)
            // The other's change holds the job, and thereby this store's only connection.
            let holding = Task {
                try await other.update(job.id) { job in
                    job.tasks[0].attempt += 1
                    usleep(1_500_000)
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            let blocked = Task { try await store.update(job.id) { $0.tasks[0].attempt += 1 } }
            try await Task.sleep(for: .milliseconds(100))
            let waiters = (0..<50).map { _ in Task { try await store.job(job.id) } }
            #expect(await eventually { store.waitingCount == 50 })
            let begin = ContinuousClock.now
            for waiter in waiters { waiter.cancel() }
            for waiter in waiters {
                await #expect(throws: CancellationError.self) { try await waiter.value }
            }
            #expect(ContinuousClock.now - begin < .milliseconds(500))
            #expect(store.waitingCount == 0)
            _ = try await holding.value
            _ = try await blocked.value
            #expect(try await store.job(job.id)?.tasks[0].attempt == 2)
        }
    }

    @Test("refuses what comes after it was shut down, and closes its connections")
    func shutdown() async throws {
        try await withTemporaryDirectory { directory in
            let server = try await PostgresServer.shared()
            let store = try PostgresDatastore(dsn: try await PostgresDatabases.shared.dsn(for: directory))
            try await store.checkHealth()
            await store.shutdown()
            await #expect(throws: PostgresDatastoreError.closed) { try await store.checkHealth() }
            let name = "t" + directory.suffix(32)
            let isClosed = try await server.hasNoConnections(to: name)
            #expect(isClosed)
            do {
                let forgotten = try PostgresDatastore(dsn: try await PostgresDatabases.shared.dsn(for: directory))
                try await forgotten.checkHealth()
            }
            let isClosedAgain = try await server.hasNoConnections(to: name)
            #expect(isClosedAgain)
        }
    }

}

extension PostgresServer {
    fileprivate func hasNoConnections(to database: String) async throws -> Bool {
        for _ in 0..<50 {
            let count = try await execute("SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)'")
            if count == "0\n" { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
