/// The states of a job.
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    case created = "CREATED"
    case pending = "PENDING"
    case scheduled = "SCHEDULED"
    case running = "RUNNING"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case cancelled = "CANCELLED"

    /// Whether the job has ended. A job enters exactly one such state, once.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .cancelled: true
        case .created, .pending, .scheduled, .running: false
        }
    }
}
