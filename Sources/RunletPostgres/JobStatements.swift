import RunletCore

/// Writing of jobs. Each text is one of a few, so that a server prepares it once per connection.
enum JobStatements {
    /// How many earlier versions a job remembers, to tell after a lost connection whether a write was done.
    static let rememberedVersions = 64

    private static let jobValues = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"
    private static let jobInsert = """
        INSERT INTO job (id, name, state, outcome, task_count, created_at, started_at, ended_at, cancel_requested_at, \
        error, size, version) VALUES (\(jobValues))
        """
    private static let taskInsert = """
        INSERT INTO task (id, job_id, position, name, state, queue, priority, accepts_failure, retry_limit, attempt, \
        attempts_before_restart, created_at, scheduled_at, started_at, ended_at, node, error, result, plan)
        """

    // MARK: Creating

    /// Inserts a job with its first task where there is one, and counts it where it has ended.
    static func create(
        _ connection: PostgresConnection, _ stored: StoredJob, _ payloads: [EncodedPayload], isDurable: Bool
    ) throws {
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
        // Until the end of the transaction, which is this statement's.
        let setting = isDurable ? "''" : "set_config('synchronous_commit', 'off', true)"
        var sql = "WITH new_job AS (\(jobInsert) RETURNING \(setting) AS setting)"
        if let task = job.tasks.first, let payload = payloads.first {
            sql += ", new_task AS (\(taskInsert) VALUES (\(placeholders(from: parameters.count + 1, count: 19))))"
            append(task, payload, to: &parameters)
        }
        if stored.countedSize > 0 {
            sql += ", \(counting(parameters.count + 1, where: "true"))"
            parameters.append(stored.countedSize)
        }
        let text = sql + " SELECT setting FROM new_job"
        guard job.tasks.count > 1 else {
            try connection.execute(text, parameters)
            return
        }
        try connection.transaction {
            try connection.execute(text, parameters)
            let insert = "\(taskInsert) VALUES (\(placeholders(from: 1, count: 19)))"
            for (task, payload) in zip(job.tasks, payloads).dropFirst() {
                var parameters = PostgresParameters()
                append(task, payload, to: &parameters)
                try connection.execute(insert, parameters)
            }
        }
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
    /// from; counts it where it has ended or has no longer. One statement, one round trip. False where it is of another
    /// version or is gone; then nothing is written.
    static func write(_ connection: PostgresConnection, _ change: JobChange) throws -> Bool {
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
        var sql = """
            WITH changed AS (
                UPDATE job SET state = $3, outcome = $4, started_at = $5, ended_at = $6, cancel_requested_at = $7,
                    error = $8, size = $9, version = $10, earlier = (version || earlier)[1:\(rememberedVersions)]
                WHERE id = $1 AND version = $2 RETURNING 1)
            """
        let isChanged = "EXISTS (SELECT 1 FROM changed)"
        if let first = change.tasks.first {
            sql += ", changed_task AS (\(update(first, &parameters)) AND \(isChanged))"
        }
        let counted = change.new.countedSize - change.old.countedSize
        if counted != 0 {
            sql += ", \(counting(parameters.count + 1, where: isChanged))"
            parameters.append(counted)
        }
        return try connection.execute(sql + " SELECT count(*) FROM changed", parameters).number() == 1
    }

    /// Writes the other tasks that changed, in the transaction of the first.
    static func writeOtherTasks(_ connection: PostgresConnection, _ change: JobChange) throws {
        for task in change.tasks.dropFirst() {
            var parameters = PostgresParameters()
            let sql = update(task, &parameters)
            try connection.execute(sql, parameters)
        }
    }

    /// Whether the result is written is the statement's text and not its value: a large one is not rewritten.
    private static func update(_ change: JobChange.TaskChange, _ parameters: inout PostgresParameters) -> String {
        let task = change.task
        let first = parameters.count + 1
        parameters.append(task.state.rawValue)
        parameters.append(task.attempt)
        parameters.append(task.attemptsBeforeRestart)
        parameters.append(task.scheduledAt?.microseconds)
        parameters.append(task.startedAt?.microseconds)
        parameters.append(task.endedAt?.microseconds)
        parameters.append(task.node)
        parameters.append(task.error)
        parameters.append(task.id.rawValue)
        let columns = [
            "state", "attempt", "attempts_before_restart", "scheduled_at", "started_at", "ended_at", "node", "error",
        ]
        var changes = columns.enumerated().map { "\($0.element) = $\(first + $0.offset)" }.joined(separator: ", ")
        if change.isNewResult {
            changes += ", result = $\(first + columns.count + 1)"
            parameters.append(change.result)
        }
        return "UPDATE task SET \(changes) WHERE id = $\(first + columns.count)"
    }

    private static func counting(_ parameter: Int, where condition: String) -> String {
        """
        counted AS (UPDATE job_total SET bytes = bytes + $\(parameter)
            WHERE slot = \(Schema.totalSlot) AND \(condition))
        """
    }
}
