/// The port to what executes a task. (Named so because `Runtime` is taken by the tool chain.)
public protocol TaskRuntime: Sendable {
    /// Executes the task's plan once.
    ///
    /// - Parameters:
    ///   - input: what arrives for the program while it runs, where the plan has an interaction.
    ///   - report: is called with what happens on the way, in order, and must return soon.
    /// - Returns: the result, also where the program failed. `stages.queue` is left to the engine.
    /// - Throws: where we failed; `CancellationError` where the calling task was cancelled, after everything the run
    ///   had started is gone.
    func execute(
        _ task: JobTask, input: TaskInputs, report: @escaping @Sendable (ExecutionProgress) -> Void
    ) async throws -> ExecutionResult
    /// Throws where a task could not be executed now.
    func checkHealth() async throws
}
