/// The port to where the truth is kept.
public protocol Datastore: Sendable {
    /// Stores a new job with its tasks.
    func create(_ job: Job, durability: Durability) async throws
    /// Changes a job in one transaction; the closure must not keep the job. Nil where there is no such job.
    func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value?
    /// The job with its tasks, or nil.
    func job(_ id: JobID) async throws -> Job?
    /// The task, or nil.
    func task(_ id: TaskID) async throws -> JobTask?
    /// A page of jobs, newest first.
    func jobs(_ query: JobQuery) async throws -> Page<JobSummary>
    /// Every job of that owner that has not ended, oldest first.
    func unfinishedJobs(of owner: String) async throws -> [Job]
    /// Notes that a coordinator is there, and gives it the jobs that have not ended of those who have not said so for
    /// that long, or never did. By the store's own clock, and in one transaction: a job has one owner at any time.
    func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance
    /// Notes that a coordinator has gone: whoever attends next gets its jobs.
    func leave(_ coordinator: String) async throws
    /// Removes jobs that ended before then. Returns how many.
    func removeJobs(endedBefore time: Timestamp) async throws -> Int
    /// Removes those that ended first until what is stored takes at most so many bytes, or none that has ended is left.
    /// Returns how many.
    func removeJobs(beyond bytes: Int) async throws -> Int
    /// Throws where the store cannot be read and written.
    func checkHealth() async throws
}

/// What a write must survive before it returns.
public enum Durability: Sendable {
    /// The death of this process: for work whose client waits, and would see the connection break.
    case process
    /// The loss of power: for work that was promised with a 202.
    case power
}
