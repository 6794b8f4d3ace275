import RunletCore

/// Jobs and tasks as the API shows them: without the files that came in.
enum JobAnswer {
    /// Where a job is found.
    static func path(_ id: JobID) -> String { "/jobs/\(id.rawValue)" }

    static func job(_ job: Job) -> JSON {
        var object = JSONObject([
            "id": .string(job.id.rawValue), "name": .string(job.name), "state": .string(job.state.rawValue),
            "createdAt": time(job.createdAt), "startedAt": time(job.startedAt), "endedAt": time(job.endedAt),
        ])
        if let error = job.error { object.add("error", .string(error)) }
        object.add("tasks", .array(job.tasks.map { .object(fields(of: $0)) }))
        if job.state.isTerminal { object.add("result", ExecutionAnswer(job: job).json) }
        return .object(object)
    }

    static func summary(_ job: JobSummary) -> JSON {
        .fields([
            "id": .string(job.id.rawValue), "name": .string(job.name), "state": .string(job.state.rawValue),
            "outcome": .optional(job.outcome?.rawValue), "tasks": .int(job.taskCount),
            "createdAt": time(job.createdAt), "startedAt": time(job.startedAt), "endedAt": time(job.endedAt),
        ])
    }

    /// A task alone, with its result.
    static func task(_ task: JobTask) -> JSON {
        var object = fields(of: task)
        if task.result != nil {
            var job = Job(id: task.jobID, name: task.name, tasks: [task], createdAt: task.createdAt)
            job.state = .completed
            object.add("result", ExecutionAnswer(job: job).json)
        }
        return .object(object)
    }

    private static func fields(of task: JobTask) -> JSONObject {
        var object = JSONObject([
            "id": .string(task.id.rawValue), "jobId": .string(task.jobID.rawValue), "name": .string(task.name),
            "position": .int(task.position), "state": .string(task.state.rawValue), "queue": .string(task.queue),
            "priority": .int(task.priority), "retry": .fields(["limit": .int(task.retryLimit)]),
            "attempt": .int(task.attempt), "language": .string(task.plan.language),
            "version": .optional(task.plan.version), "outcome": .optional(task.result?.outcome.rawValue),
            "node": .optional(task.node), "createdAt": time(task.createdAt), "scheduledAt": time(task.scheduledAt),
            "startedAt": time(task.startedAt), "endedAt": time(task.endedAt),
        ])
        if let error = task.error { object.add("error", .string(error)) }
        return object
    }

    private static func time(_ time: Timestamp?) -> JSON {
        .optional(time?.rfc3339)
    }
}
