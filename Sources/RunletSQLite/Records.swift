import FoundationEssentials
import GRDB
import RunletCore

/// Reading and writing of rows. Every statement is a constant, so that SQLite prepares it once per connection.
enum Records {
    // MARK: Reading

    static func job(_ db: Database, _ id: JobID) throws -> Job? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM job WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else { return nil }
        return try job(db, row)
    }

    static func job(_ db: Database, _ row: Row) throws -> Job {
        var job = try bareJob(row)
        let statement = try db.cachedStatement(sql: "SELECT * FROM task WHERE job_id = ? ORDER BY position")
        job.tasks = try Row.fetchAll(statement, arguments: [job.id.rawValue]).map(task)
        return job
    }

    static func task(_ db: Database, _ id: TaskID) throws -> JobTask? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM task WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).map(task)
    }

    static func summary(_ row: Row) throws -> JobSummary {
        var summary = JobSummary(try bareJob(row))
        let outcome: String? = row["outcome"]
        summary.outcome = outcome.flatMap(Outcome.init)
        summary.taskCount = row["task_count"]
        return summary
    }

    private static func bareJob(_ row: Row) throws -> Job {
        let id: String = row["id"]
        let state: String = row["state"]
        guard let state = JobState(rawValue: state) else { throw SQLiteDatastoreError.unreadableRecord(id: id) }
        var job = Job(
            id: JobID(rawValue: id), name: row["name"], createdAt: Timestamp(microseconds: row["created_at"]))
        job.state = state
        job.startedAt = time(row["started_at"])
        job.endedAt = time(row["ended_at"])
        job.cancelRequestedAt = time(row["cancel_requested_at"])
        job.error = row["error"]
        job.owner = row["owner"]
        return job
    }

    private static func task(_ row: Row) throws -> JobTask {
        let id: String = row["id"]
        let jobID: String = row["job_id"]
        let stateName: String = row["state"]
        guard let state = TaskState(rawValue: stateName),
            let (plan, result) = try decodedPayload(row)
        else { throw SQLiteDatastoreError.unreadableRecord(id: id) }
        var task = JobTask(
            id: TaskID(rawValue: id), jobID: JobID(rawValue: jobID), name: row["name"], position: row["position"],
            queue: row["queue"], priority: row["priority"], plan: plan, acceptsFailure: row["accepts_failure"],
            retryLimit: row["retry_limit"], createdAt: Timestamp(microseconds: row["created_at"]))
        task.state = state
        task.attempt = row["attempt"]
        task.attemptsBeforeRestart = row["attempts_before_restart"]
        task.scheduledAt = time(row["scheduled_at"])
        task.startedAt = time(row["started_at"])
        task.endedAt = time(row["ended_at"])
        task.node = row["node"]
        task.error = row["error"]
        task.result = result
        return task
    }

    /// Nil where the JSON is not what was written.
    private static func decodedPayload(_ row: Row) throws -> (plan: ExecutionPlan, result: ExecutionResult?)? {
        guard let plan: Data = row["plan"] else { return nil }
        let result: Data? = row["result"]
        let decoder = JSONDecoder()
        do {
            return (
                plan: try decoder.decode(ExecutionPlan.self, from: plan),
                result: try result.map { try decoder.decode(ExecutionResult.self, from: $0) }
            )
        } catch is DecodingError {
            return nil
        }
    }

    private static func time(_ microseconds: Int64?) -> Timestamp? {
        microseconds.map(Timestamp.init(microseconds:))
    }

    // MARK: Writing

    static func insert(_ db: Database, _ job: Job, encodedTasks: [EncodedPayload]) throws {
        let insertJob = try db.cachedStatement(sql: "INSERT INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try insertJob.execute(arguments: [
            job.id.rawValue, job.name, job.state.rawValue, job.result?.outcome.rawValue, job.tasks.count,
            job.createdAt.microseconds, job.startedAt?.microseconds, job.endedAt?.microseconds,
            job.cancelRequestedAt?.microseconds, job.error, job.owner,
        ])
        let insertTask = try db.cachedStatement(
            sql: "INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (task, payload) in zip(job.tasks, encodedTasks) {
            try insertTask.execute(arguments: [
                task.id.rawValue, job.id.rawValue, task.position, task.name, task.state.rawValue, task.queue,
                task.priority, task.acceptsFailure, task.retryLimit, task.attempt, task.attemptsBeforeRestart,
                task.createdAt.microseconds, task.scheduledAt?.microseconds, task.startedAt?.microseconds,
                task.endedAt?.microseconds, task.node, task.error, payload.result, payload.plan,
            ])
        }
    }

    /// Writes what differs. The plan never does; the result is written where it changed. Returns the results' bytes.
    static func update(_ db: Database, from old: Job, to new: Job) throws -> Int {
        var bytes = 0
        for (before, after) in zip(old.tasks, new.tasks) {
            let isNewResult = before.result != after.result
            guard isNewResult || StoredState(before) != StoredState(after) else { continue }
            let result = isNewResult ? try after.result.map(EncodedPayload.encode) : nil
            bytes += result?.count ?? 0
            // Whether the result is written is the statement's text and not its value: a large one is not rewritten.
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE task SET state = ?, attempt = ?, attempts_before_restart = ?, scheduled_at = ?,
                        started_at = ?, ended_at = ?, node = ?, error = ?\(isNewResult ? ", result = ?" : "")
                    WHERE id = ?
                    """)
            var arguments: StatementArguments = [
                after.state.rawValue, after.attempt, after.attemptsBeforeRestart, after.scheduledAt?.microseconds,
                after.startedAt?.microseconds, after.endedAt?.microseconds, after.node, after.error,
            ]
            if isNewResult { arguments += [result] }
            try statement.execute(arguments: arguments + [after.id.rawValue])
        }
        let outcome = new.result?.outcome
        guard
            old.state != new.state || old.startedAt != new.startedAt || old.endedAt != new.endedAt
                || old.cancelRequestedAt != new.cancelRequestedAt || old.error != new.error
                || old.owner != new.owner || old.result?.outcome != outcome
        else { return bytes }
        let statement = try db.cachedStatement(
            sql: """
                UPDATE job SET state = ?, outcome = ?, started_at = ?, ended_at = ?, cancel_requested_at = ?, error = ?,
                    owner = ?
                WHERE id = ?
                """)
        try statement.execute(arguments: [
            new.state.rawValue, outcome?.rawValue, new.startedAt?.microseconds, new.endedAt?.microseconds,
            new.cancelRequestedAt?.microseconds, new.error, new.owner, new.id.rawValue,
        ])
        return bytes
    }
}
