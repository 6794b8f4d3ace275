import DequeModule
import RunletCore

/// One queue of the in-memory broker: tasks by priority and then by age, and the receivers that wait, by age.
struct InMemoryQueue {
    typealias Receiver = CheckedContinuation<TaskDelivery?, any Error>

    private static let priorities = 0...9

    private var tasks = [Deque<JobTask>](repeating: [], count: priorities.count)
    private var receivers: Deque<(id: UInt64, receiver: Receiver)> = []
    /// Tasks received and not yet acknowledged.
    var unacknowledged = 0

    var size: Int { tasks.reduce(0) { $0 + $1.count } }
    var subscribers: Int { receivers.count }

    mutating func append(_ task: JobTask) {
        tasks[Self.level(of: task)].append(task)
    }

    /// Puts a task before all others of its priority: it has waited already.
    mutating func prepend(_ task: JobTask) {
        tasks[Self.level(of: task)].prepend(task)
    }

    /// Takes the receiver that has waited longest and the task that comes first, where there are both.
    mutating func popMatch() -> (Receiver, JobTask)? {
        guard let level = tasks.lastIndex(where: { !$0.isEmpty }), !receivers.isEmpty else { return nil }
        return (receivers.removeFirst().receiver, tasks[level].removeFirst())
    }

    mutating func remove(_ id: TaskID, throughAttempt attempt: Int) {
        for level in tasks.indices {
            tasks[level].removeAll { $0.id == id && $0.attempt <= attempt }
        }
    }

    mutating func wait(_ receiver: Receiver, id: UInt64) {
        receivers.append((id, receiver))
    }

    mutating func popReceiver() -> Receiver? {
        receivers.popFirst()?.receiver
    }

    mutating func removeReceiver(_ id: UInt64) -> Receiver? {
        guard let index = receivers.firstIndex(where: { $0.id == id }) else { return nil }
        return receivers.remove(at: index).receiver
    }

    private static func level(of task: JobTask) -> Int {
        min(max(task.priority, priorities.lowerBound), priorities.upperBound)
    }
}
