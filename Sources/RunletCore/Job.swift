/// A list of tasks run in order: what the engine accepts, stores, and finishes exactly once.
public struct Job: Hashable, Sendable, Codable {
    public var id: JobID
    public var name: String
    public var state: JobState
    /// In the order in which they run. Never empty.
    public var tasks: [JobTask]
    public var createdAt: Timestamp
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// When somebody asked to cancel the job while a task of it ran. Kept, so that the wish outlives a restart.
    public var cancelRequestedAt: Timestamp?
    /// Why the job failed.
    public var error: String?
    /// The coordinator that answers for it. Only that one changes it, until it has ended.
    public var owner = ""

    public init(id: JobID = .random(), name: String, tasks: [JobTask] = [], createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.state = .created
        self.tasks = tasks
        self.createdAt = createdAt
    }

    /// A job of one task: the smallest case, and the one of `/execute`.
    public init(name: String, plan: ExecutionPlan, createdAt: Timestamp) {
        self.init(name: name, createdAt: createdAt)
        tasks = [JobTask(jobID: id, name: name, plan: plan, createdAt: createdAt)]
    }

    /// The result of the last task that has one.
    public var result: ExecutionResult? {
        tasks.last { $0.result != nil }?.result
    }
}
