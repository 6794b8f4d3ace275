import FoundationEssentials
import GRDB
import Glibc
public import RunletCore

/// The store of the standalone mode: one SQLite file.
///
/// A commit survives the death of the process; one of ``Durability/power`` also the loss of power. What a removed job
/// had is overwritten in the file.
public final class SQLiteDatastore: Datastore {
    /// How long a connection waits for another process's lock, in seconds.
    private static let busyTimeout = 5.0
    /// How many jobs one transaction removes, so that others get their turn.
    private static let removedAtOnce = 200
    /// The same where it is for space: each may be large.
    private static let removedForSpaceAtOnce = 10

    let pool: DatabasePool
    let checkpointer: Checkpointer
    let cache = JobCache()

    /// Opens the file, or makes it, readable by its owner only.
    ///
    /// Blocks; for the start of the program.
    ///
    /// - Throws: ``SQLiteDatastoreError``.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "datastore"
        configuration.busyMode = .timeout(Self.busyTimeout)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Checkpointer.safetyNet)")
        }
        do {
            try Self.claim(path)
            pool = try DatabasePool(path: path, configuration: configuration)
            let migrator = Schema.migrator
            if try pool.read(migrator.hasBeenSuperseded) { throw SQLiteDatastoreError.tooNew(path: path) }
            try migrator.migrate(pool)
            checkpointer = try Checkpointer(path: path)
        } catch let error as DatabaseError {
            throw Self.explain(error, path)
        }
    }

    /// Makes the file where it is not there; the code of users is nobody else's to read. SQLite gives the files beside
    /// it the same mode.
    private static func claim(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw SQLiteDatastoreError.unusable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(file) }
        guard fchmod(file, 0o600) == 0 else {
            throw SQLiteDatastoreError.unusable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func explain(_ error: DatabaseError, _ path: String) -> SQLiteDatastoreError {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt(path: path)
        default: .unusable(path: path, reason: error.message ?? "error \(error.resultCode.rawValue)")
        }
    }

    public func create(_ job: Job, durability: Durability) async throws {
        let payloads = try job.tasks.map(EncodedPayload.init)
        try await write(durability) { [cache, checkpointer] db in
            try Records.insert(db, job, encodedTasks: payloads)
            // On the writer's queue, so that the cache follows the order of the transactions.
            db.afterNextTransaction { _ in
                cache.keep(job)
                checkpointer.committed(bytes: payloads.reduce(0) { $0 + $1.plan.count + ($1.result?.count ?? 0) })
            }
        }
    }

    public func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await write(.process) { [cache, checkpointer] db in
            guard let old = try cache.job(id) ?? Records.job(db, id) else { return nil }
            var new = old
            let value = try change(&new)
            let bytes = try Records.update(db, from: old, to: new)
            db.afterNextTransaction { [new] _ in
                cache.keep(new)
                checkpointer.committed(bytes: bytes)
            }
            return value
        }
    }

    public func job(_ id: JobID) async throws -> Job? {
        try await pool.read { db in try Records.job(db, id) }
    }

    public func task(_ id: TaskID) async throws -> JobTask? {
        try await pool.read { db in try Records.task(db, id) }
    }

    public func jobs(_ query: JobQuery) async throws -> Page<JobSummary> {
        // The query's bounds are its initialiser's; its fields can be set to anything.
        let query = JobQuery(page: query.page, size: query.size, text: query.text)
        return try await pool.read { db in
            var condition = ""
            var arguments = StatementArguments()
            if let text = query.text, !text.isEmpty {
                let columns = ["name", "id", "state"].map { "\($0) LIKE :text ESCAPE '\\'" }
                condition = "WHERE " + columns.joined(separator: " OR ")
                arguments = ["text": Self.pattern(containing: text)]
            }
            let total = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM job \(condition)", arguments: arguments) ?? 0
            let page: StatementArguments = ["size": query.size, "offset": (query.page - 1) * query.size]
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM job \(condition) ORDER BY created_at DESC, id DESC LIMIT :size OFFSET :offset",
                arguments: arguments + page)
            return Page(
                items: try rows.map(Records.summary), number: query.page, size: query.size, totalItems: total)
        }
    }

    public func unfinishedJobs(of owner: String) async throws -> [Job] {
        try await pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM job WHERE ended_at IS NULL AND owner = ? ORDER BY created_at, id",
                arguments: [owner]
            ).map { try Records.job(db, $0) }
        }
    }

    public func removeJobs(endedBefore time: Timestamp) async throws -> Int {
        var total = 0
        while true {
            let count = try await write(.process) { db in
                try db.execute(
                    sql: "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE ended_at < ? LIMIT ?)",
                    arguments: [time.microseconds, Self.removedAtOnce])
                return db.changesCount
            }
            total += count
            if count < Self.removedAtOnce { break }
        }
        if total > 0 { try await checkpointer.truncate() }
        return total
    }

    public func removeJobs(beyond bytes: Int) async throws -> Int {
        var total = 0
        // What is removed leaves free pages, which are used again.
        while try await usedBytes() > bytes {
            let count = try await write(.process) { db in
                try db.execute(
                    sql: """
                        DELETE FROM job WHERE id IN (
                            SELECT id FROM job WHERE ended_at IS NOT NULL ORDER BY ended_at LIMIT ?)
                        """,
                    arguments: [Self.removedForSpaceAtOnce])
                return db.changesCount
            }
            total += count
            if count == 0 { break }
        }
        if total > 0 { try await checkpointer.truncate() }
        return total
    }

    /// What the jobs take. Shared snippets have a bound of their own and must not push jobs out.
    private func usedBytes() async throws -> Int {
        try await pool.read { db in
            func number(_ pragma: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(pragma)") ?? 0 }
            let snippets = try Int.fetchOne(db, sql: "SELECT bytes FROM snippet_total") ?? 0
            return try (number("page_count") - number("freelist_count")) * number("page_size") - snippets
        }
    }

    public func checkHealth() async throws {
        try await write(.process) { db in try db.execute(sql: "UPDATE probe SET count = count + 1 WHERE id = 1") }
    }

    // MARK: Steps

    func write<Value: Sendable>(
        _ durability: Durability, _ change: @Sendable @escaping (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await transaction(durability, change)
        } catch let error as DatabaseError where Self.passingCodes.contains(error.resultCode) {
            throw StoreUnavailable(reason: error.message ?? "error \(error.resultCode.rawValue)")
        }
    }

    /// What a machine may be cured of without us.
    private static let passingCodes: [ResultCode] = [
        .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_NOMEM,
    ]

    private func transaction<Value: Sendable>(
        _ durability: Durability, _ change: @Sendable @escaping (Database) throws -> Value
    ) async throws -> Value {
        try await pool.writeWithoutTransaction { db in
            // The level cannot be changed inside a transaction, and only the writer's connection has transactions.
            if case .power = durability { try db.execute(sql: "PRAGMA synchronous = FULL") }
            defer {
                if case .power = durability { try? db.execute(sql: "PRAGMA synchronous = NORMAL") }
            }
            var value: Value?
            try db.inTransaction(.immediate) {
                value = try change(db)
                return .commit
            }
            guard let value else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
            return value
        }
    }

    /// A LIKE pattern where the text stands for itself.
    private static func pattern(containing text: String) -> String {
        var pattern = "%"
        for character in text.unicodeScalars.prefix(200) {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.unicodeScalars.append(character)
        }
        return pattern + "%"
    }
}
