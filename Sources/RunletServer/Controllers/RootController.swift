import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `GET /`: the playground for a browser, and for others where to go from here.
struct RootController: Sendable {
    let services: APIServices
    /// Nil where there is no playground.
    let page: PageFile?

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/", .root, access: page == nil ? .key : .page) { request, _ in answer(request) }]
    }

    private func answer(_ request: Request) -> Response {
        var response =
            if let page, request.wantsPage {
                page.response(to: request, headers: PageHeaders.page(embedded: false))
            } else {
                links
            }
        response.headers[values: .vary].append("Accept")
        return response
    }

    private var links: Response {
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
