import Hummingbird

/// `GET /`: where to go from here.
struct RootController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/", .root) { _, _ in answer() }]
    }

    private func answer() -> Response {
        let toggles = services.options.endpoints
        var links = JSONObject()
        if toggles.execute { links.add("execute", .string("/execute")) }
        if toggles.languages { links.add("languages", .string("/languages")) }
        if toggles.health { links.add("health", .string("/health")) }
        if toggles.jobs { links.add("jobs", .string("/jobs")) }
        if toggles.openapi { links.add("openapi", .string("/openapi.json")) }
        return .json(["name": .string("runlet"), "version": .string(services.options.version), "links": .object(links)])
    }
}
