import Hummingbird
import RunletCore
import RunletEngine

/// `/tasks`.
struct TasksController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/tasks/{id}", .task) { _, context in try answer(try await task(context)) },
            Endpoint(.get, "/tasks/{id}/log", .taskLog) { _, context in try await log(try await task(context)) },
        ]
    }

    private func task(_ context: APIContext) async throws -> JobTask {
        guard let task = try await services.datastore.task(try context.identifier("task")) else {
            throw APIError.notFound("there is no such task")
        }
        return task
    }

    private func answer(_ task: JobTask) throws -> Response {
        try services.answers.hold(.json(JobAnswer.task(task)), of: "/tasks/\(task.id.rawValue)")
    }

    private func log(_ task: JobTask) async throws -> Response {
        let path = "/tasks/\(task.id.rawValue)/log"
        if task.state == .running, let events = try await services.coordinator.events(of: task.jobID, after: 0) {
            // Tasks run in order: what came since the last start is this one's.
            return try services.answers.hold(.text(await OutputLog.collected(from: events).lastTask), of: path)
        }
        return try services.answers.hold(.text(OutputLog.bytes(of: task)), of: path)
    }
}
