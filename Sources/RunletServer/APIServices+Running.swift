import Hummingbird
import RunletCore
import RunletEngine

extension APIServices {
    /// The job that runs a snippet.
    ///
    /// - Parameter interaction: how it can be given more input while it runs.
    func job(for snippet: Snippet, interaction: Interaction? = nil) async throws -> Job {
        try snippet.validate()
        try await health.requireIsolation()
        var plan = try await snippets.plan(snippet)
        plan.interaction = interaction
        return Job(name: plan.language, plan: plan, createdAt: .now())
    }

    /// Runs a job for a client that waits for its end: one that goes away cancels it.
    ///
    /// - Returns: the ended job.
    func run(_ job: Job, _ context: APIContext) async throws -> Job {
        let client = ConnectionWatch.of(context.channel)
        let accepted = try await coordinator.submit(job, durability: .process)
        let watch = client?.onClose {
            // Not a child of the request, which is being torn down: the cancellation must get through.
            Task { [coordinator] in _ = try? await coordinator.cancel(accepted.id) }
        }
        defer { client?.forget(watch) }
        guard let ended = try await coordinator.result(of: accepted.id) else { throw APIError.unexpected }
        return ended
    }
}
