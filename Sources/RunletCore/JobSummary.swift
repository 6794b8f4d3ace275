/// A job as a list shows it.
public struct JobSummary: Hashable, Sendable, Codable {
    public var id: JobID
    public var name: String
    public var state: JobState
    public var outcome: Outcome?
    public var taskCount: Int
    public var createdAt: Timestamp
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?

    public init(_ job: Job) {
        id = job.id
        name = job.name
        state = job.state
        outcome = job.result?.outcome
        taskCount = job.tasks.count
        createdAt = job.createdAt
        startedAt = job.startedAt
        endedAt = job.endedAt
    }
}
