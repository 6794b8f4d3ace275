import Hummingbird
import Logging
import RunletCore
import RunletEngine

/// The one place that decides which status and message an error becomes.
enum ErrorMapping {
    /// What the client gets to see of an error. Of what is not meant for it: only that there was one.
    static func apiError(for error: any Error, logger: Logger) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as SnippetError: APIError.badRequest(error.description)
        case let error as DecodingError: APIError.badRequest(error.requestMessage)
        case let error as EngineError: engineError(error)
        case let error as HTTPError:
            APIError(error.status, error.body ?? error.status.reasonPhrase.lowercased(), headers: error.headers)
        case is CancellationError: APIError.retry(.serviceUnavailable, after: 5, "the server is stopping")
        case let error as any TemporaryError where error.isTemporary:
            logged(
                error, logger,
                .retry(.serviceUnavailable, after: 5, "nothing can be stored or handed on now; the log says why"))
        default: logged(error, logger, APIError.unexpected)
        }
    }

    private static func engineError(_ error: EngineError) -> APIError {
        switch error {
        case .busy(let seconds): .retry(.tooManyRequests, after: seconds, error.description)
        case .draining, .stopped: .retry(.serviceUnavailable, after: 5, error.description)
        case .notEnded, .duplicate: APIError(.conflict, error.description)
        case .noTasks: APIError.badRequest(error.description)
        }
    }

    private static func logged(_ error: any Error, _ logger: Logger, _ answer: APIError) -> APIError {
        // Cut, since a description may carry along what came with the request.
        logger.error(
            "request failed",
            metadata: [
                "error.type": "\(type(of: error))",
                "error.message": "\(String(describing: error).prefix(200))",
            ])
        return answer
    }

    static func response(for error: APIError) -> Response {
        var object = JSONObject(["message": .string(error.message)])
        for member in error.details { object.add(member) }
        return .json(.object(object), status: error.status, headers: error.headers)
    }
}
