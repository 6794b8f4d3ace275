import HTTPTypes
import Hummingbird
import HummingbirdCore
import RunletCore
import RunletEngine

/// `/jobs`.
struct JobsController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/jobs", .listJobs, access: .operators) { request, _ in try await list(request) },
            Endpoint(.post, "/jobs", .submitJob) { try await submit($0, $1) },
            Endpoint(.get, "/jobs/{id}", .job) { _, context in try answer(try await job(context)) },
            Endpoint(.get, "/jobs/{id}/events", .jobEvents) { try await events($0, $1) },
            Endpoint(.get, "/jobs/{id}/log", .jobLog) { _, context in try await log(try await job(context)) },
            Endpoint(.put, "/jobs/{id}/cancel", .cancelJob) { _, context in try await cancel(context) },
            Endpoint(.post, "/jobs/{id}/cancel", .cancelJob) { _, context in try await cancel(context) },
            Endpoint(.put, "/jobs/{id}/restart", .restartJob, access: .operators) { _, context in
                try await restart(context)
            },
            Endpoint(.post, "/jobs/{id}/restart", .restartJob, access: .operators) { _, context in
                try await restart(context)
            },
        ]
    }

    private static let missing = APIError.notFound("there is no such job")

    private func job(_ context: APIContext) async throws -> Job {
        guard let job = try await services.datastore.job(try context.identifier("job")) else { throw Self.missing }
        return job
    }

    private func list(_ request: Request) async throws -> Response {
        let parameters = request.uri.queryParameters
        let query = JobQuery(
            page: try Self.number(parameters["page"], "page", 1, upTo: 1_000_000),
            size: try Self.number(parameters["size"], "size", 20, upTo: 100),
            text: try Self.text(parameters["q"]))
        let page = try await services.datastore.jobs(query)
        return .json([
            "items": .array(page.items.map(JobAnswer.summary)), "number": .int(page.number), "size": .int(query.size),
            "totalPages": .int(page.totalPages), "totalItems": .int(page.totalItems),
        ])
    }

    private func submit(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await services.bodies.read(request, context)
        let isYAML = request.headers[.contentType]?.lowercased().contains("yaml") ?? false
        let document = try isYAML ? JobDocument(yaml: body) : JobDocument(json: body)
        try await services.health.requireIsolation()
        let queues = Set(await services.nodes().flatMap(\.queues.keys))
        let job = try await document.job(queues: queues) { try await services.snippets.plan($0) }
        let accepted = try await services.coordinator.submit(job, durability: .power)
        return .json(
            JobAnswer.job(accepted), status: .accepted, headers: [.location: JobAnswer.path(accepted.id)])
    }

    private func events(_ request: Request, _ context: APIContext) async throws -> Response {
        let id = try context.identifier("job")
        let last = request.headers.lastEventID ?? request.uri.queryParameters["lastEventId"].map { String($0) }
        let encoder = EventEncoder(jobID: id, after: max(0, last.flatMap { Int($0) } ?? 0))
        guard let events = try await services.coordinator.events(of: id, after: encoder.sequence) else {
            throw Self.missing
        }
        return EventStreamResponse(events: events, encoder: encoder, room: services.answers, endsOnShutdown: true)
            .response
    }

    private func answer(_ job: Job) throws -> Response {
        try services.answers.hold(.json(JobAnswer.job(job)), of: JobAnswer.path(job.id))
    }

    private func log(_ job: Job) async throws -> Response {
        let path = "\(JobAnswer.path(job.id))/log"
        if !job.state.isTerminal, let events = try await services.coordinator.events(of: job.id, after: 0) {
            return try services.answers.hold(.text(await OutputLog.collected(from: events).all), of: path)
        }
        return try services.answers.hold(.text(job.tasks.map(OutputLog.bytes).joined()), of: path)
    }

    private func cancel(_ context: APIContext) async throws -> Response {
        guard let job = try await services.coordinator.cancel(try context.identifier("job")) else { throw Self.missing }
        return try answer(job)
    }

    private func restart(_ context: APIContext) async throws -> Response {
        let id = try context.identifier("job")
        try await services.health.requireIsolation()
        guard let job = try await services.coordinator.restart(id) else { throw Self.missing }
        return .json(JobAnswer.job(job))
    }

    private static func number(_ text: Substring?, _ name: String, _ fallback: Int, upTo most: Int) throws -> Int {
        guard let text, !text.isEmpty else { return fallback }
        guard let number = Int(text), (1...most).contains(number) else {
            throw APIError.badRequest("\(name): must be a whole number from 1 to \(most)")
        }
        return number
    }

    private static func text(_ text: Substring?) throws -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count <= 200 else { throw APIError.badRequest("q: must be at most 200 bytes long") }
        // A NUL would end the pattern for the database.
        guard !text.utf8.contains(0) else { throw APIError.badRequest("q: must not contain a NUL") }
        return String(text)
    }
}
