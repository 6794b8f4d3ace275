import HTTPTypes
import Hummingbird
import HummingbirdCore
import RunletCore

/// The pages: `/s/{id}`, `/admin`, `/embed.js` and what they load from `/playground/`. The one at `/` is
/// ``RootController``'s.
struct PlaygroundController: Sendable {
    private static let folder = "/playground/"

    let services: APIServices
    let files: PlaygroundFiles

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/s/{id}", .page, access: .open) { request, _ in try page(request) },
            Endpoint(.get, "/admin", .page, access: .open) { request, _ in try admin(request) },
            Endpoint(.get, "/embed.js", .page, access: .open) { request, _ in try script(request) },
            Endpoint(.get, "/playground/settings.json", .playgroundSettings, access: .open) { _, _ in settings },
            Endpoint(.get, "/playground/**", .page, access: .open) { request, _ in try file(request) },
        ]
    }

    private func named(_ name: String) throws -> PageFile {
        guard let file = files[name] else { throw APIError.notFound("not found") }
        return file
    }

    /// `?embed` is for frames in pages of others.
    private func page(_ request: Request) throws -> Response {
        let isEmbedded = request.uri.queryParameters["embed"] != nil
        return try named("index.html").response(to: request, headers: PageHeaders.page(embedded: isEmbedded))
    }

    private func admin(_ request: Request) throws -> Response {
        if services.options.isOpenToAll {
            throw APIError(
                .forbidden,
                "without a key everybody would be an operator: set coordinator.operator.key "
                    + "(RUNLET_COORDINATOR_OPERATOR_KEY), or listen on 127.0.0.1")
        }
        return try named("admin.html").response(to: request, headers: PageHeaders.page(embedded: false))
    }

    private func script(_ request: Request) throws -> Response {
        try named("embed.js").response(to: request, headers: [.crossOriginResourcePolicy: "cross-origin"])
    }

    private func file(_ request: Request) throws -> Response {
        // As it came: names in the folder need no escapes, so that nothing else can be meant than what is there.
        let file = try named(String(request.uri.path.dropFirst(Self.folder.count)))
        let isPage = file.contentType.hasPrefix("text/html")
        return file.response(to: request, headers: isPage ? PageHeaders.page(embedded: false) : [:])
    }

    private var settings: Response {
        let options = services.options
        return .json(
            [
                "version": .string(options.version), "keyRequired": .bool(options.key != nil),
                "share": .bool(options.endpoints.snippets),
                "limits": .fields(["caps": Self.json(options.caps), "defaults": Self.json(options.defaults)]),
            ], headers: [.cacheControl: "no-cache"])
    }

    private static func json(_ limits: Limits) -> JSON {
        .fields([
            "cpus": .double(limits.cpus), "memory": .int(limits.memory), "timeout": .int(limits.timeout),
            "processes": .int(limits.processes), "output": .int(limits.output), "disk": .int(limits.disk),
        ])
    }
}
