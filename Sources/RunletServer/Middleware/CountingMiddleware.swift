import HTTPTypes
import Hummingbird

/// Counts the answers for `/metrics`. Outside of ``APIMiddleware``, which makes errors to answers.
struct CountingMiddleware: RouterMiddleware {
    typealias Input = Request
    typealias Output = Response
    typealias Context = APIContext

    /// What clients may invent are no labels: each would be kept for ever.
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .options, .patch]

    let counts: RequestCounts

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        counts.count(
            RequestCounts.Kind(
                method: Self.methods.contains(request.method) ? request.method.rawValue : "other",
                route: context.endpointPath ?? "none", status: response.status.code))
        return response
    }
}
