import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Lets in who may come in. What it refuses is answered by ``APIMiddleware`` around it.
struct AccessMiddleware: RouterMiddleware {
    typealias Input = Request
    typealias Output = Response
    typealias Context = APIContext

    private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]

    private let policy: AccessPolicy
    private let limiter: RateLimiter?
    private let clients: ClientAddresses
    /// Of the routes that do not just ask for the key, by method and path.
    private let levels: [String: AccessPolicy.Level]

    init(_ services: APIServices, _ table: EndpointTable) {
        policy = services.options.access
        limiter = services.limiter
        clients = services.clients
        var levels: [String: AccessPolicy.Level] = [:]
        for endpoint in table.endpoints {
            let route = Self.route(endpoint.method, RouterPath(endpoint.path).description)
            levels[route] = endpoint.access
        }
        self.levels = levels
    }

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let level = level(of: request, context)
        // First, so that keys cannot be tried out. Files cost nothing, and a page has many.
        if level != .open, let limiter {
            let client = clients.client(
                context.channel.remoteAddress, forwarded: request.headers[rawValues: "X-Forwarded-For"])
            if let problem = limiter.problem(with: client) { throw problem }
        }
        let problem = policy.problem(
            with: ClientClaims(request), changes: !Self.safeMethods.contains(request.method), level: level)
        if let problem { throw problem }
        return try await next(request, context)
    }

    private func level(of request: Request, _ context: APIContext) -> AccessPolicy.Level {
        // Which methods there are is no secret, and a browser asks before it shows a key.
        if request.method == .options { return .open }
        let method = request.method == .head ? .get : request.method
        let level = context.endpointPath.flatMap { levels[Self.route(method, $0)] } ?? .key
        if level == .page, !request.wantsPage { return .key }
        return level
    }

    private static func route(_ method: HTTPRequest.Method, _ path: String) -> String {
        "\(method.rawValue) \(path)"
    }
}
