import RunletCore

/// Writing of jobs. Each text is one of a few, so that a server prepares it once per connection.
enum JobStatements {
    /// How many earlier versions a job remembers, to tell after a lost connection whether a write was done.
    static let rememberedVersions = 64
    /// Part of every statement that gives a job another version.
    static let remembering = "earlier = (version || earlier)[1:\(rememberedVersions)]"

    private static let jobValues = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"
    private static let jobInsert = """
        INSERT INTO job (id, name, state, outcome, task_count, created_at, started_at, ended_at, cancel_requested_at, \
        error, size, version, owner) VALUES (\(jobValues))
        """
    private static let taskInsert = """
        INSERT INTO task (id, job_id, position, name, state, queue, priority, accepts_failure, retry_limit, attempt, \
        attempts_before_restart, created_at, scheduled_at, started_at, ended_at, node, error, result, plan)
        """

    // MARK: Creating

    /// Inserts a job with its first task where there is one, and counts it where it has ended.
    static func creation(_ stored: StoredJob, _ payload: EncodedPayload?) -> PoolStatement {
        let job = stored.job
        var parameters = PostgresParameters()
        parameters.append(job.id.rawValue)
        parameters.append(job.name)
        parameters.append(job.state.rawValue)
        parameters.append(job.result?.outcome.rawValue)
        parameters.append(job.tasks.count)
        parameters.append(job.createdAt.microseconds)
        parameters.append(job.startedAt?.microseconds)
        parameters.append(job.endedAt?.microseconds)
        parameters.append(job.cancelRequestedAt?.microseconds)
        parameters.append(job.error)
        parameters.append(stored.size)
        parameters.append(stored.version)
        parameters.append(job.owner)
        var hasTask = false
        if let task = job.tasks.first, let payload {
            hasTask = true
            append(task, payload, to: &parameters)
        }
        let isCounted = stored.countedSize > 0
        if isCounted { parameters.append(stored.countedSize) }
        return PoolStatement(
            sql: creations[(hasTask ? 1 : 0) + (isCounted ? 2 : 0)], parameters: parameters, key: job.id.rawValue)
    }

    /// The texts, by what they have of the following. Made once: that takes longer than sending one.
    private static let creations = (0..<4).map { creationText(hasTask: $0 & 1 != 0, isCounted: $0 & 2 != 0) }

    private static func creationText(hasTask: Bool, isCounted: Bool) -> String {
        var sql = "WITH new_job AS (\(jobInsert) RETURNING 1)"
        var count = 13
        if hasTask {
            sql += ", new_task AS (\(taskInsert) VALUES (\(placeholders(from: count + 1, count: 19))))"
            count += 19
        }
        if isCounted { sql += ", \(counting(count + 1, where: "true"))" }
        return sql + " SELECT count(*) FROM new_job"
    }

    /// Inserts another task.
    static func creation(_ task: JobTask, _ payload: EncodedPayload) -> PoolStatement {
        var parameters = PostgresParameters()
        append(task, payload, to: &parameters)
        return PoolStatement(
            sql: "\(taskInsert) VALUES (\(placeholders(from: 1, count: 19)))", parameters: parameters,
            key: task.jobID.rawValue)
    }

    private static func placeholders(from first: Int, count: Int) -> String {
        (first..<first + count).map { "$\($0)" }.joined(separator: ", ")
    }

    private static func append(_ task: JobTask, _ payload: EncodedPayload, to parameters: inout PostgresParameters) {
        parameters.append(task.id.rawValue)
        parameters.append(task.jobID.rawValue)
        parameters.append(task.position)
        parameters.append(task.name)
        parameters.append(task.state.rawValue)
        parameters.append(task.queue)
        parameters.append(task.priority)
        parameters.append(task.acceptsFailure)
        parameters.append(task.retryLimit)
        parameters.append(task.attempt)
        parameters.append(task.attemptsBeforeRestart)
        parameters.append(task.createdAt.microseconds)
        parameters.append(task.scheduledAt?.microseconds)
        parameters.append(task.startedAt?.microseconds)
        parameters.append(task.endedAt?.microseconds)
        parameters.append(task.node)
        parameters.append(task.error)
        parameters.append(payload.result)
        parameters.append(payload.plan)
    }

    // MARK: Changing

    /// Writes the job and the first task that changed, where the job is still of the version that the change was made
    /// from; counts it where it has ended or has no longer. One statement, one round trip. Returns 0 where the job is
    /// of another version or is gone; then nothing is written.
    static func change(_ change: JobChange) -> PoolStatement {
        let job = change.new.job
        var parameters = PostgresParameters()
        parameters.append(job.id.rawValue)
        parameters.append(change.old.version)
        parameters.append(job.state.rawValue)
        parameters.append(job.result?.outcome.rawValue)
        parameters.append(job.startedAt?.microseconds)
        parameters.append(job.endedAt?.microseconds)
        parameters.append(job.cancelRequestedAt?.microseconds)
        parameters.append(job.error)
        parameters.append(change.new.size)
        parameters.append(change.new.version)
        parameters.append(job.owner)
        var (hasTask, isNewResult) = (false, false)
        if let first = change.tasks.first {
            (hasTask, isNewResult) = (true, first.isNewResult)
            append(first, to: &parameters)
        }
        let counted = change.new.countedSize - change.old.countedSize
        if counted != 0 { parameters.append(counted) }
        let sql = changes[(hasTask ? 1 : 0) + (isNewResult ? 2 : 0) + (counted != 0 ? 4 : 0)]
        return PoolStatement(sql: sql, parameters: parameters, key: job.id.rawValue)
    }

    private static let changes = (0..<8).map {
        changeText(hasTask: $0 & 1 != 0, isNewResult: $0 & 2 != 0, isCounted: $0 & 4 != 0)
    }

    private static func changeText(hasTask: Bool, isNewResult: Bool, isCounted: Bool) -> String {
        var sql = """
            WITH changed AS (
                UPDATE job SET state = $3, outcome = $4, started_at = $5, ended_at = $6, cancel_requested_at = $7,
                    error = $8, size = $9, version = $10, \(remembering), owner = $11
                WHERE id = $1 AND version = $2 RETURNING 1)
            """
        var count = 11
        let isChanged = "EXISTS (SELECT 1 FROM changed)"
        if hasTask {
            sql += ", changed_task AS (\(taskUpdate(from: count + 1, isNewResult: isNewResult)) AND \(isChanged))"
            count += isNewResult ? 10 : 9
        }
        if isCounted { sql += ", \(counting(count + 1, where: isChanged))" }
        return sql + " SELECT count(*) FROM changed"
    }

    /// Writes the other tasks that changed, in the transaction of the first.
    static func writeOtherTasks(_ connection: PostgresConnection, _ change: JobChange) throws {
        for task in change.tasks.dropFirst() {
            var parameters = PostgresParameters()
            append(task, to: &parameters)
            try connection.execute(taskUpdate(from: 1, isNewResult: task.isNewResult), parameters)
        }
    }

    private static func append(_ change: JobChange.TaskChange, to parameters: inout PostgresParameters) {
        let task = change.task
        parameters.append(task.id.rawValue)
        parameters.append(task.state.rawValue)
        parameters.append(task.attempt)
        parameters.append(task.attemptsBeforeRestart)
        parameters.append(task.scheduledAt?.microseconds)
        parameters.append(task.startedAt?.microseconds)
        parameters.append(task.endedAt?.microseconds)
        parameters.append(task.node)
        parameters.append(task.error)
        if change.isNewResult { parameters.append(change.result) }
    }

    /// Whether the result is written is the statement's text and not its value: a large one is not rewritten.
    private static func taskUpdate(from first: Int, isNewResult: Bool) -> String {
        let columns = [
            "state", "attempt", "attempts_before_restart", "scheduled_at", "started_at", "ended_at", "node", "error",
        ]
        let changes = (columns + (isNewResult ? ["result"] : [])).enumerated().map {
            "\($0.element) = $\(first + 1 + $0.offset)"
        }
        return "UPDATE task SET \(changes.joined(separator: ", ")) WHERE id = $\(first)"
    }

    private static func counting(_ parameter: Int, where condition: String) -> String {
        """
        counted AS (UPDATE job_total SET bytes = bytes + $\(parameter)
            WHERE slot = \(Schema.totalSlot) AND \(condition))
        """
    }
}
