import RunletCore

/// The attempt of a job that is under way, and which of its executions is the one whose progress is told.
///
/// There is more than one where a worker was lost, or was thought to be: the broker then gives the task to another. The
/// one that was begun last is told; the first that comes to an end is the attempt's end.
struct CurrentAttempt {
    let task: TaskID
    let number: Int
    /// Nil where it was begun before this coordinator had the job.
    private(set) var execution: UInt64?
    /// How many executions were seen.
    private(set) var executions = 1

    init(task: TaskID, number: Int) {
        self.task = task
        self.number = number
    }

    /// Whether the news is of this attempt.
    func covers(_ event: TaskEvent) -> Bool {
        event.taskID == task && event.attempt == number
    }

    /// Whether the news is of the execution to be told.
    mutating func isCurrent(_ event: TaskEvent) -> Bool {
        guard covers(event) else { return false }
        execution = execution ?? event.execution
        return execution == event.execution
    }

    /// Notes a begin. Returns whether it is another one than before.
    mutating func begin(_ event: TaskEvent) -> Bool {
        guard covers(event), execution != event.execution else { return false }
        let isFirst = execution == nil
        execution = event.execution
        if isFirst { return false }
        executions += 1
        return true
    }
}
