import RunletCore
import Synchronization

/// A runtime that does what the test says, and keeps count.
final class FakeRuntime: TaskRuntime {
    typealias Report = @Sendable (ExecutionProgress) -> Void

    private struct State {
        var executed: [JobTask] = []
        var running = 0
        var mostRunning = 0
    }

    private let state = Mutex(State())
    private let body: @Sendable (JobTask, TaskInputs, Report) async throws -> ExecutionResult

    init(_ body: @escaping @Sendable (JobTask, Report) async throws -> ExecutionResult = { _, _ in Samples.result() }) {
        self.body = { task, _, report in try await body(task, report) }
    }

    init(interactive body: @escaping @Sendable (JobTask, TaskInputs, Report) async throws -> ExecutionResult) {
        self.body = body
    }

    /// The tasks it was given, in order.
    var executed: [JobTask] { state.withLock { $0.executed } }
    var running: Int { state.withLock { $0.running } }
    var mostRunning: Int { state.withLock { $0.mostRunning } }

    func execute(_ task: JobTask, input: TaskInputs, report: @escaping Report) async throws -> ExecutionResult {
        state.withLock { state in
            state.executed.append(task)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        return try await body(task, input, report)
    }

    func checkHealth() async throws {}
}

struct FakeFailure: Error, CustomStringConvertible {
    let description = "the sandbox broke"
}
