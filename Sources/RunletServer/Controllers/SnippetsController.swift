import HTTPTypes
import Hummingbird
import RunletCore

/// `/snippets`: programs that somebody shares.
struct SnippetsController: Sendable {
    let services: APIServices
    private let shared: SharedSnippets

    init(services: APIServices) {
        self.services = services
        shared = SharedSnippets(store: services.snippetStore, bytes: services.options.snippetBytes)
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(.post, "/snippets", .shareSnippet) { try await share($0, $1) },
            Endpoint(.get, "/snippets/{id}", .sharedSnippet) { _, context in try await snippet(context) },
        ]
    }

    private func share(_ request: Request, _ context: APIContext) async throws -> Response {
        let document = try ShareDocument(try await services.bodies.read(request, context))
        // Nothing is stored that could not be run here: the plan knows the languages, their versions and the caps.
        let plan = try await services.snippets.plan(document.snippet)
        let stored = try await shared.share(document.named(plan.language))
        return .json(
            ["id": .string(stored.id), "url": .string("/s/\(stored.id)")], status: .created,
            headers: [.location: "/snippets/\(stored.id)"])
    }

    private func snippet(_ context: APIContext) async throws -> Response {
        guard let stored = try await shared.snippet(context.parameters.get("id") ?? "") else {
            throw APIError.notFound("there is no such snippet")
        }
        // It is JSON of our own, an object that is not empty.
        let fields = String(decoding: stored.document.dropFirst(), as: UTF8.self)
        let head: JSON = .fields(["id": .string(stored.id), "createdAt": .string(stored.createdAt.rfc3339)])
        let text = String(decoding: head.encoded().dropLast(), as: UTF8.self) + "," + fields
        // What is behind an id never changes. Not for caches between us and the client: it may have needed a key.
        return .json(.raw(text), headers: [.cacheControl: "private, max-age=31536000, immutable"])
    }
}
