import RunletCore

/// A change of a job, on its way into the tables.
///
/// The first try builds on the job as this process knows it and writes it in one statement, where nobody else has changed
/// it since. Otherwise the job is read and locked, and the change is made again.
struct JobUpdate<Outcome: Sendable>: SharedWork {
    /// A write whose answer has not come.
    private struct Write {
        var stored: StoredJob
        var value: Outcome
    }

    let id: JobID
    let cache: JobCache
    let change: (inout Job) throws -> Outcome
    /// The version that this change makes, in every try the same: only one of them can come true.
    private let version = StoredJob.newVersion()
    /// The write that was under way when a connection was lost. It may have been done, or may be done yet.
    private var doubtful: Write?
    /// What is true when the first try is done, and whether that changes anything.
    private var underWay: (write: Write, isChange: Bool)?

    init(id: JobID, cache: JobCache, change: @escaping (inout Job) throws -> Outcome) {
        self.id = id
        self.cache = cache
        self.change = change
    }

    mutating func statement() throws -> PoolStatement? {
        guard doubtful == nil, let known = cache.job(id) else { return nil }
        var job = known.job
        // What it throws may be due to a state that is not the job's any more.
        guard let value = try? change(&job) else {
            cache.forget(id)
            return nil
        }
        let changes = try JobChange(from: known, to: job, version: version)
        // More than one task is more than one statement.
        guard changes.tasks.count <= 1 else { return nil }
        guard !changes.isEmpty else {
            underWay = (Write(stored: known, value: value), false)
            return isCurrent(known)
        }
        underWay = (Write(stored: changes.new, value: value), true)
        return JobStatements.change(changes)
    }

    mutating func settle(_ rows: PostgresRows?) throws -> FirstTry<Outcome?> {
        guard let (write, isChange) = underWay else { return .undone }
        underWay = nil
        guard let rows else {
            if isChange { doubtful = write }
            return .undone
        }
        guard try rows.number() == 1 else {
            // Somebody else was first.
            cache.forget(id)
            return .undone
        }
        cache.keep(write.stored)
        return .done(write.value)
    }

    /// Nil where there is no such job.
    mutating func complete(_ connection: PostgresConnection) throws -> Outcome? {
        var write: Write?
        var kept: StoredJob?
        let value: Outcome?
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
                let statement = JobStatements.change(changes)
                guard try connection.execute(statement.sql, statement.parameters).number() == 1 else {
                    throw PostgresFailure.unexpectedAnswer
                }
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

    private func isCurrent(_ known: StoredJob) -> PoolStatement {
        var parameters = PostgresParameters()
        parameters.append(id.rawValue)
        parameters.append(known.version)
        return PoolStatement(
            sql: "SELECT count(*) FROM job WHERE id = $1 AND version = $2", parameters: parameters, key: id.rawValue)
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
