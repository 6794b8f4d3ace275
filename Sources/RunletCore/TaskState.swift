/// The states of a task.
public enum TaskState: String, Hashable, Sendable, Codable, CaseIterable {
    case created = "CREATED"
    case pending = "PENDING"
    case scheduled = "SCHEDULED"
    case running = "RUNNING"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case cancelled = "CANCELLED"
    /// Taken back before a worker had it.
    case stopped = "STOPPED"
    /// Never started, since a task before it failed.
    case skipped = "SKIPPED"

    /// Whether the task has ended.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .cancelled, .stopped, .skipped: true
        case .created, .pending, .scheduled, .running: false
        }
    }
}
