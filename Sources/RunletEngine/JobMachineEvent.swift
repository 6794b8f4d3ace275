package import RunletCore

/// What can happen to a job.
package enum JobMachineEvent: Sendable, Hashable {
    /// The engine took responsibility for the job.
    case accepted(at: Timestamp)
    case taskStarted(TaskID, attempt: Int, node: String, at: Timestamp)
    /// The runtime had a result, whatever the program did.
    case taskCompleted(TaskID, attempt: Int, ExecutionResult, at: Timestamp)
    /// The runtime had none, or the task did not reach one: our failure.
    case taskFailed(TaskID, attempt: Int, String, at: Timestamp)
    /// A worker gave the attempt up because of a command.
    case taskCancelled(TaskID, attempt: Int, at: Timestamp)
    case cancelRequested(at: Timestamp)
    /// The engine was started anew, and what was in flight is lost with its broker.
    case recovered(at: Timestamp)
    /// Another coordinator has the job now; its tasks are still with the broker and the workers.
    case takenOver(at: Timestamp)
    case restartRequested(at: Timestamp)

    /// What a worker's news means for the job; nil for progress, which changes no state.
    package init?(_ event: TaskEvent) {
        switch event.kind {
        case .started: self = .taskStarted(event.taskID, attempt: event.attempt, node: event.node, at: event.at)
        case .completed(let result):
            self = .taskCompleted(event.taskID, attempt: event.attempt, result, at: event.at)
        case .failed(let error): self = .taskFailed(event.taskID, attempt: event.attempt, error, at: event.at)
        case .cancelled: self = .taskCancelled(event.taskID, attempt: event.attempt, at: event.at)
        case .output, .phaseEnded, .inputDropped: return nil
        }
    }
}
