import OrderedCollections
import RunletCore
import Synchronization

/// The attempts that a worker has under way, and the ones it was told not to begin.
///
/// A command may come before, while or after the attempt it means; whichever is first, the attempt does not go on.
final class RunningTasks: Sendable {
    /// How many commands for tasks that are not here are remembered. The broker drops tasks that wait, so only one that
    /// is between the broker and ``begin(_:)`` is ever looked for.
    private static let mostRemembered = 1024

    private struct State {
        var nextToken: UInt64 = 0
        var running: [UInt64: (task: TaskID, attempt: Int, signal: CancelSignal)] = [:]
        /// The last attempt that must not begin, per task, oldest command first.
        var cancelled: OrderedDictionary<TaskID, Int> = [:]
    }

    private let state = Mutex(State())

    /// Registers an attempt. Nil where it was cancelled before.
    func begin(_ task: JobTask) -> (token: UInt64, signal: CancelSignal)? {
        state.withLock { state in
            if let attempt = state.cancelled[task.id], task.attempt <= attempt { return nil }
            state.nextToken += 1
            let signal = CancelSignal()
            state.running[state.nextToken] = (task.id, task.attempt, signal)
            return (state.nextToken, signal)
        }
    }

    func end(_ token: UInt64) {
        state.withLock { $0.running[token] = nil }
    }

    func cancel(_ id: TaskID, throughAttempt attempt: Int) {
        let signals = state.withLock { state in
            state.cancelled[id] = max(attempt, state.cancelled[id] ?? 0)
            if state.cancelled.count > Self.mostRemembered { state.cancelled.removeFirst() }
            return state.running.values.filter { $0.task == id && $0.attempt <= attempt }.map(\.signal)
        }
        for signal in signals { signal.fire() }
    }
}
