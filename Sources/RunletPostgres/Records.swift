import FoundationEssentials
import RunletCore

/// Reading of rows.
enum Records {
    static let jobColumns = """
        job.id, job.name, job.state, job.created_at, job.started_at, job.ended_at, job.cancel_requested_at, job.error, \
        job.owner, job.version
        """
    static let taskColumns = """
        task.id, task.job_id, task.position, task.name, task.state, task.queue, task.priority, task.accepts_failure, \
        task.retry_limit, task.attempt, task.attempts_before_restart, task.created_at, task.scheduled_at, \
        task.started_at, task.ended_at, task.node, task.error, task.result, task.plan
        """
    private static let jobColumnCount = 10

    /// The jobs of rows that have a job's columns and then a task's, each job's tasks together and in order.
    static func jobs(_ rows: PostgresRows) throws -> [StoredJob] {
        var jobs: [StoredJob] = []
        var index = 0
        while index < rows.count {
            let (job, version) = try self.job(rows.row(index))
            let begin = index
            var tasks: [StoredTask] = []
            while index < rows.count {
                var row = rows.row(index)
                guard try index == begin || row.text() == job.id.rawValue else { break }
                row = rows.row(index)
                row.skip(jobColumnCount)
                tasks.append(try task(&row))
                index += 1
            }
            jobs.append(stored(job, version: version, tasks))
        }
        return jobs
    }

    /// The job without its tasks, and its version.
    static func job(_ row: PostgresRows.Row) throws -> (job: Job, version: Int64) {
        var row = row
        let id = try row.text()
        let name = try row.text()
        guard let state = JobState(rawValue: try row.text()) else {
            throw PostgresDatastoreError.unreadableRecord(id: id)
        }
        var job = Job(
            id: JobID(rawValue: id), name: name, createdAt: Timestamp(microseconds: try row.number()))
        job.state = state
        job.startedAt = try row.time()
        job.endedAt = try row.time()
        job.cancelRequestedAt = try row.time()
        job.error = try row.optionalText()
        job.owner = try row.text()
        return (job, try row.number())
    }

    static func summary(_ row: PostgresRows.Row) throws -> JobSummary {
        var summary = JobSummary(try job(row).job)
        var row = row
        row.skip(jobColumnCount)
        summary.outcome = try row.optionalText().flatMap(Outcome.init)
        summary.taskCount = Int(try row.number())
        return summary
    }

    static func stored(_ job: Job, version: Int64, _ tasks: [StoredTask]) -> StoredJob {
        var job = job
        job.tasks = tasks.map(\.task)
        return StoredJob(
            job, version: version, planSizes: tasks.map(\.planSize), resultSizes: tasks.map(\.resultSize))
    }

    /// A task and the bytes of its large values.
    struct StoredTask {
        var task: JobTask
        var planSize: Int64
        var resultSize: Int64
    }

    static func tasks(_ rows: PostgresRows) throws -> [StoredTask] {
        try (0..<rows.count).map { index in
            var row = rows.row(index)
            return try task(&row)
        }
    }

    private static func task(_ row: inout PostgresRows.Row) throws -> StoredTask {
        let id = try row.text()
        let jobID = try row.text()
        let position = Int(try row.number())
        let name = try row.text()
        let stateName = try row.text()
        let queue = try row.text()
        let priority = Int(try row.number())
        let acceptsFailure = try row.flag()
        let retryLimit = Int(try row.number())
        let attempt = Int(try row.number())
        let attemptsBeforeRestart = Int(try row.number())
        let createdAt = Timestamp(microseconds: try row.number())
        let times = [try row.time(), try row.time(), try row.time()]
        let node = try row.optionalText()
        let error = try row.optionalText()
        let result = try row.optionalData()
        let plan = try row.data()
        guard let state = TaskState(rawValue: stateName),
            let decodedPlan = try decoded(ExecutionPlan.self, plan)
        else { throw PostgresDatastoreError.unreadableRecord(id: id) }
        var task = JobTask(
            id: TaskID(rawValue: id), jobID: JobID(rawValue: jobID), name: name, position: position, queue: queue,
            priority: priority, plan: decodedPlan, acceptsFailure: acceptsFailure, retryLimit: retryLimit,
            createdAt: createdAt)
        task.state = state
        task.attempt = attempt
        task.attemptsBeforeRestart = attemptsBeforeRestart
        task.scheduledAt = times[0]
        task.startedAt = times[1]
        task.endedAt = times[2]
        task.node = node
        task.error = error
        if let result {
            guard let decodedResult = try decoded(ExecutionResult.self, result) else {
                throw PostgresDatastoreError.unreadableRecord(id: id)
            }
            task.result = decodedResult
        }
        return StoredTask(task: task, planSize: Int64(plan.count), resultSize: Int64(result?.count ?? 0))
    }

    /// Nil where the JSON is not what was written.
    private static func decoded<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value? {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch is DecodingError {
            return nil
        }
    }
}

extension PostgresRows.Row {
    mutating func time() throws(PostgresFailure) -> Timestamp? {
        try optionalNumber().map(Timestamp.init(microseconds:))
    }
}
