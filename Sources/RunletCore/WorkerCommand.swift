/// What a coordinator tells every worker; the one that has the task acts.
public enum WorkerCommand: Hashable, Sendable, Codable {
    /// Give up the task's attempts up to this one. Later ones are of a restarted job and go on.
    case cancel(TaskID, throughAttempt: Int = .max)
    /// Give this to the program of that attempt. Another attempt's is not meant, whether it is over or still to come.
    case input(TaskID, attempt: Int, [TaskInput])
}
