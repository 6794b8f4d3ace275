import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Around every request: errors become answers, answers get the headers that all of them have.
struct APIMiddleware: RouterMiddleware {
    typealias Input = Request
    typealias Output = Response
    typealias Context = APIContext

    let table: EndpointTable
    /// Bytes.
    let bodyLimit: Int
    /// In which the rest of a body must come that nobody read.
    let restTimeout: TimeAmount

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let watch = ConnectionWatch.of(context.channel)
        watch?.requestBegan()
        var response: Response
        do {
            if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > bodyLimit {
                throw APIError.tooLarge(limit: bodyLimit)
            }
            response = try await next(request, context)
        } catch let error as BrokenRequest {
            // Nobody is there to be told, or Hummingbird says it: that it was no HTTP.
            throw error.underlying
        } catch let error as HTTPError where error.status == .notFound && error.body == nil {
            response = unknown(request)
        } catch {
            let visible = ErrorMapping.apiError(for: error, logger: context.logger)
            response = ErrorMapping.response(for: visible)
            if visible.status == .contentTooLarge { response = response.closing(context.channel) }
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if Self.endsHTTP(request) {
            response = response.closing(context.channel)
        } else if let watch, !watch.isBodyRead, request.hasBody {
            response = response.bounding(restWithin: restTimeout, watch, context.channel)
        }
        return response
    }

    /// Whether the decoder takes what follows for another protocol, as clients ask that offer HTTP/2: no other request
    /// would be heard.
    private static func endsHTTP(_ request: Request) -> Bool {
        request.headers[.upgrade] != nil
            && HeaderList.items(request.headers[values: .connection]).contains { $0.lowercased() == "upgrade" }
    }

    /// The answer where no route has the path and the method.
    private func unknown(_ request: Request) -> Response {
        let methods = table.methods(for: request.uri.path)
        guard !methods.isEmpty else { return ErrorMapping.response(for: .notFound("not found")) }
        let allow: HTTPFields = [.allow: methods.joined(separator: ", ")]
        if request.method == .options { return Response(status: .noContent, headers: allow) }
        let message = "the method \(request.method.rawValue.prefix(20)) is not allowed here"
        return ErrorMapping.response(for: APIError(.methodNotAllowed, message, headers: allow))
    }
}
