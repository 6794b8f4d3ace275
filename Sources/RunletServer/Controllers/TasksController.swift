import Hummingbird
import RunletCore
import RunletEngine

/// `/tasks`.
struct TasksController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/tasks/{id}", .task) { _, context in .json(JobAnswer.task(try await task(context))) },
            Endpoint(.get, "/tasks/{id}/log", .taskLog) { _, context in try await log(try await task(context)) },
        ]
    }

    private func task(_ context: APIContext) async throws -> JobTask {
        guard let task = try await services.datastore.task(try context.identifier("task")) else {
            throw APIError.notFound("there is no such task")
        }
        return task
    }

    private func log(_ task: JobTask) async throws -> Response {
        if task.state == .running, let events = try await services.coordinator.events(of: task.jobID, after: 0) {
            // Tasks run in order: what came since the last start is this one's.
            return .text(await OutputLog.collected(from: events).lastTask)
        }
        return .text(OutputLog.bytes(of: task))
    }
}
