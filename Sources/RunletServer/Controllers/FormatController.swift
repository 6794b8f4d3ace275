import HTTPTypes
import Hummingbird
import RunletCore
import RunletLanguages

/// `POST /format`: has a language's formatter lay out a program.
struct FormatController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.post, "/format", .format) { try await format($0, $1) }]
    }

    private func format(_ request: Request, _ context: APIContext) async throws -> Response {
        let document = try FormatDocument(try await services.bodies.read(request, context))
        try await services.health.requireIsolation()
        let format = try await services.snippets.formatPlan(language: document.language, code: document.code)
        let plan = format.plan
        let job = try await services.run(Job(name: "format \(plan.language)", plan: plan, createdAt: .now()), context)
        guard let result = job.result?.runs.first else {
            if job.state == .cancelled { throw APIError.unprocessable("the formatter was cancelled") }
            throw APIError(.internalServerError, job.error ?? "the engine could not run the formatter")
        }
        let code = try FormatResult(result, of: format).code
        return .json(["code": .string(code), "changed": .bool(code != document.code)])
    }
}
