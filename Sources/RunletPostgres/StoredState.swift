import RunletCore

/// The small part of a task that changes.
struct StoredState: Equatable {
    private let state: TaskState
    private let attempts: [Int]
    private let times: [Timestamp?]
    private let texts: [String?]

    init(_ task: JobTask) {
        state = task.state
        attempts = [task.attempt, task.attemptsBeforeRestart]
        times = [task.scheduledAt, task.startedAt, task.endedAt]
        texts = [task.node, task.error]
    }
}
