import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Tells browsers which other origins' pages may read the answers. Credentials that a browser adds by itself are never
/// asked for: a page shows its key.
struct CORSMiddleware: RouterMiddleware {
    typealias Input = Request
    typealias Output = Response
    typealias Context = APIContext

    let origins: AllowedOrigins

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[values: .vary].append("Origin")
        guard let origin = request.headers[.origin], origins.contains(origin) else { return response }
        response.headers[.accessControlAllowOrigin] = origins == .all ? "*" : origin
        response.headers[.accessControlExposeHeaders] = "Location, Retry-After, WWW-Authenticate"
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response.headers[.accessControlAllowMethods] = response.headers[.allow] ?? "GET, HEAD, POST, PUT, OPTIONS"
            response.headers[.accessControlAllowHeaders] =
                "Accept, Authorization, Content-Type, Last-Event-ID, \(ClientClaims.keyHeader)"
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }
}
