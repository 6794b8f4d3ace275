import RunletCore

/// A change of a job, on its way into the tables.
///
/// The first try builds on the job as this process knows it and writes it in one statement, where nobody else has changed
/// it since. Otherwise the job is read and locked, and the change is made again.
struct JobUpdate<Value> {
    /// A write whose answer has not come.
    private struct Write {
        var stored: StoredJob
        var value: Value
    }

    /// What came of a try to write.
    private enum Outcome {
        case done(Value?)
        /// Somebody else was first.
        case outdated
    }

    let id: JobID
    let cache: JobCache
    let change: (inout Job) throws -> Value
    /// The version that this change makes, in every try the same: only one of them can come true.
    private let version = StoredJob.newVersion()
    /// The write that was under way when a connection was lost. It may have been done, or may be done yet.
    private var doubtful: Write?

    init(id: JobID, cache: JobCache, change: @escaping (inout Job) throws -> Value) {
        self.id = id
        self.cache = cache
        self.change = change
    }

    /// Nil where there is no such job.
    mutating func attempt(_ connection: PostgresConnection) throws -> Value? {
        if doubtful == nil, let known = cache.job(id) {
            if case .done(let value) = try guess(connection, known) { return value }
            cache.forget(id)
        }
        return try certain(connection)
    }

    private mutating func guess(_ connection: PostgresConnection, _ known: StoredJob) throws -> Outcome {
        var job = known.job
        // What it throws may be due to a state that is not the job's any more.
        guard let value = try? change(&job) else { return .outdated }
        let changes = try JobChange(from: known, to: job, version: version)
        if changes.isEmpty { return try isCurrent(connection, known) ? .done(value) : .outdated }
        // More than one task is more than one statement.
        guard changes.tasks.count <= 1 else { return .outdated }
        do {
            guard try JobStatements.write(connection, changes) else { return .outdated }
        } catch PostgresFailure.lost(let reason) {
            doubtful = Write(stored: changes.new, value: value)
            throw PostgresFailure.lost(reason)
        }
        cache.keep(changes.new)
        return .done(value)
    }

    private mutating func certain(_ connection: PostgresConnection) throws -> Value? {
        var write: Write?
        var kept: StoredJob?
        let value: Value?
        do {
            value = try connection.transaction {
                // What is in doubt is settled under the lock: it is done by now, or can never be done, since the version
                // that it needs will be gone. Where the version is the same, so are the change and the value.
                guard let locked = try lock(connection) else { return nil }
                if let doubtful {
                    if locked.hasOurs { return doubtful.value }
                    if locked.hasForgotten { throw PostgresDatastoreError.unknownOutcome(id: id.rawValue) }
                }
                var job = locked.stored.job
                let value = try change(&job)
                let changes = try JobChange(from: locked.stored, to: job, version: version)
                guard !changes.isEmpty else {
                    kept = locked.stored
                    return value
                }
                guard try JobStatements.write(connection, changes) else { throw PostgresFailure.unexpectedAnswer }
                try JobStatements.writeOtherTasks(connection, changes)
                write = Write(stored: changes.new, value: value)
                kept = changes.new
                return value
            }
        } catch PostgresFailure.lost(let reason) {
            // Before the end of a transaction nothing of it is done.
            if let write { doubtful = write }
            throw PostgresFailure.lost(reason)
        }
        if let kept { cache.keep(kept) } else { cache.forget(id) }
        return value
    }

    private func isCurrent(_ connection: PostgresConnection, _ known: StoredJob) throws -> Bool {
        var parameters = PostgresParameters()
        parameters.append(id.rawValue)
        parameters.append(known.version)
        return try connection.execute("SELECT count(*) FROM job WHERE id = $1 AND version = $2", parameters).number()
            == 1
    }

    private struct Locked {
        var stored: StoredJob
        /// Whether it has the version that this change makes, or had it.
        var hasOurs: Bool
        /// Whether it has had more versions than it remembers.
        var hasForgotten: Bool
    }

    private func lock(_ connection: PostgresConnection) throws -> Locked? {
        var parameters = PostgresParameters()
        parameters.append(id.rawValue)
        parameters.append(version)
        let rows = try connection.execute(
            """
            SELECT version = $2 OR $2 = ANY (earlier), cardinality(earlier) >= \(JobStatements.rememberedVersions),
                \(Records.jobColumns)
            FROM job WHERE id = $1 FOR UPDATE
            """, parameters)
        guard rows.count == 1 else { return nil }
        var row = rows.row(0)
        let hasOurs = try row.flag()
        let hasForgotten = try row.flag()
        let (job, current) = try Records.job(row)
        var taskParameters = PostgresParameters()
        taskParameters.append(id.rawValue)
        // A statement of its own: it sees what was committed while the first waited for the lock.
        let tasks = try Records.tasks(
            connection.execute(
                "SELECT \(Records.taskColumns) FROM task WHERE job_id = $1 ORDER BY position", taskParameters))
        return Locked(
            stored: Records.stored(job, version: current, tasks), hasOurs: hasOurs, hasForgotten: hasForgotten)
    }
}
