public import RunletCore

/// Why the engine did not do what it was asked to do.
public enum EngineError: Error, Equatable, Sendable, CustomStringConvertible {
    /// As many jobs as allowed are accepted and have not ended.
    case busy(retryAfterSeconds: Int)
    /// The engine is about to stop and accepts nothing.
    case draining
    /// The job has not ended, so it cannot be restarted.
    case notEnded
    /// The job has no tasks.
    case noTasks
    /// There is a job of this id.
    case duplicate(JobID)
    /// The engine stopped before the job ended; it goes on when the engine starts again.
    case stopped

    public var description: String {
        switch self {
        case .busy(let seconds): "too many jobs are waiting; try again in \(seconds) s"
        case .draining: "the engine is stopping and accepts no jobs"
        case .notEnded: "the job has not ended"
        case .noTasks: "a job needs at least one task"
        case .duplicate(let id): "there is a job with the id \(id)"
        case .stopped: "the engine stopped before the job ended"
        }
    }
}
