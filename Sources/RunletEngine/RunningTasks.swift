import OrderedCollections
import RunletCore
import Synchronization

/// The attempts that a worker has under way, and the ones it was told not to begin.
///
/// A command may come before, while or after the attempt it means; whichever is first, a cancelled attempt does not go
/// on. Input is only of use to one that is under way.
final class RunningTasks: Sendable {
    /// How many commands for tasks that are not here are remembered, for one that is between the broker and
    /// ``begin(_:)``. One that is forgotten is begun, and ended when its coordinator hears of that.
    private static let mostRemembered = 1024

    private struct State {
        var running: [ObjectIdentifier: RunningAttempt] = [:]
        /// The last attempt that must not begin, per task, oldest command first.
        var cancelled: OrderedDictionary<TaskID, Int> = [:]
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.running.count } }

    /// Registers an attempt. Nil where it was cancelled before.
    func begin(_ task: JobTask) -> RunningAttempt? {
        state.withLock { state in
            if let attempt = state.cancelled[task.id], task.attempt <= attempt { return nil }
            let attempt = RunningAttempt(task)
            state.running[ObjectIdentifier(attempt)] = attempt
            return attempt
        }
    }

    func end(_ attempt: RunningAttempt) {
        state.withLock { $0.running[ObjectIdentifier(attempt)] = nil }
        attempt.inputs.close()
    }

    func cancel(_ id: TaskID, throughAttempt number: Int) {
        let cancelled = state.withLock { state in
            state.cancelled[id] = max(number, state.cancelled[id] ?? 0)
            if state.cancelled.count > Self.mostRemembered { state.cancelled.removeFirst() }
            return state.running.values.filter { $0.task == id && $0.number <= number }
        }
        for attempt in cancelled { attempt.signal.fire() }
    }

    func send(_ input: [TaskInput], to id: TaskID, attempt number: Int) {
        let attempts = state.withLock { state in
            state.running.values.filter { $0.task == id && $0.number == number }
        }
        for attempt in attempts { attempt.send(input) }
    }
}
