import HTTPTypes
import Hummingbird
import Logging

/// Logs each request when its answer is written, or cannot be. Outside of all others, so that it sees what clients see.
///
/// Of the request only the method and the path: queries and headers may hold what is nobody's business.
struct LoggingMiddleware: RouterMiddleware {
    typealias Input = Request
    typealias Output = Response
    typealias Context = APIContext

    private static let longestPath = 300

    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        let line: Logger.Metadata = [
            "method": "\(request.method.rawValue.prefix(20))", "path": "\(Self.shown(request.uri.path))",
            "status": "\(response.status.code)",
        ]
        if let bytes = response.body.contentLength {
            log(line, since: start, bytes: bytes)
        } else {
            let body = response.body
            response.body = ResponseBody { writer in
                let counter = ByteCounter()
                defer { log(line, since: start, bytes: counter.bytes) }
                try await body.write(CountingWriter(writer: writer, counter: counter))
            }
        }
        return response
    }

    private func log(_ line: Logger.Metadata, since start: ContinuousClock.Instant, bytes: Int) {
        var line = line
        line["ms"] = "\(Int((ContinuousClock.now - start) / .milliseconds(1)))"
        line["bytes"] = "\(bytes)"
        logger.info("request", metadata: line)
    }

    /// What a client made up must not look like another line, nor fill the log.
    private static func shown(_ path: String) -> String {
        String(decoding: path.utf8.prefix(longestPath).map { (0x21...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}
