import HTTPTypes
import Hummingbird
import HummingbirdCore
import RunletCore
import RunletEngine

/// `POST /execute`: runs a snippet.
struct ExecuteController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/execute", .execute) { try await execute($0, $1) }]
    }

    private func execute(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await services.bodies.read(request, context)
        let snippet = try JSONBody.decode(Snippet.self, from: body)
        let job = try await services.job(for: snippet)
        if request.uri.queryParameters["wait"] == "false" {
            return Self.accepted(try await services.coordinator.submit(job, durability: .power))
        }
        let client = ConnectionWatch.of(context.channel)
        let accepted = try await services.coordinator.submit(job, durability: .process)
        let watch = cancel(accepted.id, whenGone: client)
        if Self.wantsEvents(request) {
            let encoder = EventEncoder(jobID: accepted.id, hasInputs: snippet.inputs != nil)
            guard let events = try await services.coordinator.events(of: accepted.id, after: 0) else {
                throw APIError.unexpected
            }
            let room = services.answers
            return EventStreamResponse(events: events, encoder: encoder, room: room) { client?.forget(watch) }.response
        }
        defer { client?.forget(watch) }
        guard let ended = try await services.coordinator.result(of: accepted.id) else {
            throw APIError.unexpected
        }
        let answer = ExecutionAnswer(job: ended, hasInputs: snippet.inputs != nil)
        let response = Response.json(answer.json, status: answer.isOurFailure ? .internalServerError : .ok)
        return try services.answers.hold(response, of: JobAnswer.path(ended.id))
    }

    /// Nobody waits for the result of a client that went away: its slot is for others.
    private func cancel(_ id: JobID, whenGone client: ConnectionWatch?) -> Int? {
        let coordinator = services.coordinator
        return client?.onClose {
            // Not a child of the request, which is being torn down: the cancellation must get through.
            Task { _ = try? await coordinator.cancel(id) }
        }
    }

    static func accepted(_ job: Job) -> Response {
        .json(
            ["id": .string(job.id.rawValue), "state": .string(job.state.rawValue)], status: .accepted,
            headers: [.location: JobAnswer.path(job.id)])
    }

    private static func wantsEvents(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { $0.lowercased().contains("text/event-stream") }
    }
}
