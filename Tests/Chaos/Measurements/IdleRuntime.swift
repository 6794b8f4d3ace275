import RunletCore

/// A runtime that does nothing and is done at once: what is left is the engine, the broker and the store.
struct IdleRuntime: TaskRuntime {
    func execute(
        _ task: JobTask, input: TaskInputs, report: @escaping @Sendable (ExecutionProgress) -> Void
    ) async throws -> ExecutionResult {
        ExecutionResult(
            outcome: .completed, runs: [PhaseResult(kind: .run, outcome: .completed, exitCode: 0)], node: "idle")
    }

    func checkHealth() async throws {}
}
