public import struct FoundationEssentials.Data

/// What a worker tells the coordinators of one attempt at a task.
public struct TaskEvent: Hashable, Sendable, Codable {
    public enum Kind: Hashable, Sendable, Codable {
        case started
        case output(Phase.Kind, OutputStream, Data)
        case phaseEnded(Phase.Kind, Outcome)
        /// So many bytes of input found no room, since the program does not read. Not told again for every piece.
        case inputDropped(Int)
        /// The runtime had a result, whatever the program did.
        case completed(ExecutionResult)
        /// The runtime had none: our failure.
        case failed(String)
        /// The attempt was given up because of a cancel command.
        case cancelled
    }

    public var jobID: JobID
    public var taskID: TaskID
    public var attempt: Int
    /// Drawn anew each time a worker begins: an attempt whose worker was lost, or who only seemed to be, is begun again.
    public var execution: UInt64
    public var node: String
    public var at: Timestamp
    public var kind: Kind

    /// Whether a job's end could be lost with it. Progress is seen in the result too.
    public var isPersistent: Bool {
        switch kind {
        case .started, .output, .phaseEnded, .inputDropped: false
        case .completed, .failed, .cancelled: true
        }
    }

    public init(
        jobID: JobID, taskID: TaskID, attempt: Int, execution: UInt64 = 0, node: String, at: Timestamp, kind: Kind
    ) {
        self.jobID = jobID
        self.taskID = taskID
        self.attempt = attempt
        self.execution = execution
        self.node = node
        self.at = at
        self.kind = kind
    }
}
