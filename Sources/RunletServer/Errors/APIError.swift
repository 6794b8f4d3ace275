public import HTTPTypes

/// An error that the client gets to see: `{"message": "..."}` with a status.
public struct APIError: Error, Sendable, CustomStringConvertible {
    public var status: HTTPResponse.Status
    public var message: String
    public var headers: HTTPFields
    /// Fields of the answer after `message`.
    var details: [JSONObject.Member] = []

    public init(_ status: HTTPResponse.Status, _ message: String, headers: HTTPFields = [:]) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    /// "Not now": with the number of seconds after which to try again.
    static func retry(_ status: HTTPResponse.Status, after seconds: Int, _ message: String) -> APIError {
        APIError(status, message, headers: [.retryAfter: String(max(1, seconds))])
    }

    static func badRequest(_ message: String) -> APIError {
        APIError(.badRequest, message)
    }

    static func notFound(_ message: String) -> APIError {
        APIError(.notFound, message)
    }

    static func unprocessable(_ message: String) -> APIError {
        APIError(.unprocessableContent, message)
    }

    static let unexpected = APIError(.internalServerError, "internal error")

    static func tooLarge(limit: Int) -> APIError {
        APIError(.contentTooLarge, "the request's body must be at most \(limit) bytes long")
    }

    public var description: String { "\(status.code) \(message)" }
}
