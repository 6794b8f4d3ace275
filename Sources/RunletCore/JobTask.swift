/// One unit of work for a worker. (`Task` is Swift's.)
public struct JobTask: Hashable, Sendable, Codable {
    public var id: TaskID
    public var jobID: JobID
    public var name: String
    /// The place in the job's list, from 0.
    public var position: Int
    public var state: TaskState
    public var queue: String
    /// 0 (last) to 9 (first).
    public var priority: Int
    public var plan: ExecutionPlan
    /// Whether any end of the program is a good end. True for snippets, where a failing program is an answer; false
    /// for steps of a workflow, where it stops the job.
    public var acceptsFailure: Bool
    /// How often a worker may try again after an attempt was lost or failed. 0...10.
    public var retryLimit: Int
    /// The number of the current or last attempt, from 1; 0 before the first. Results of other attempts are ignored.
    public var attempt: Int
    /// The attempts before the job was last restarted. They do not count against ``retryLimit``, but their numbers stay
    /// used, so that late news of them is told apart.
    public var attemptsBeforeRestart: Int
    public var createdAt: Timestamp
    public var scheduledAt: Timestamp?
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// The node of the current or last attempt.
    public var node: String?
    public var result: ExecutionResult?
    /// Why the task failed where there is no result: ours, not the program's.
    public var error: String?
    /// The coordinator to tell how it goes. Travels with a task that is published, and is not stored.
    public var owner = ""

    public init(
        id: TaskID = .random(), jobID: JobID, name: String = "", position: Int = 0, queue: String = "default",
        priority: Int = 0, plan: ExecutionPlan, acceptsFailure: Bool = true, retryLimit: Int = 2, createdAt: Timestamp
    ) {
        self.id = id
        self.jobID = jobID
        self.name = name
        self.position = position
        self.state = .created
        self.queue = queue
        self.priority = priority
        self.plan = plan
        self.acceptsFailure = acceptsFailure
        self.retryLimit = min(max(retryLimit, 0), 10)
        self.attempt = 0
        self.attemptsBeforeRestart = 0
        self.createdAt = createdAt
    }
}
