import RunletCore
import Synchronization

/// The tasks that were seen somewhere.
final class RabbitMQTaskLog: Sendable {
    private let seen = Mutex<Set<TaskID>>([])

    var ids: Set<TaskID> { seen.withLock { $0 } }

    func add(_ task: JobTask) {
        seen.withLock { _ = $0.insert(task.id) }
    }
}
