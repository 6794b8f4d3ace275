public import Hummingbird

/// A route of the API: a method, a path, and what answers.
///
/// A developer's own endpoint replaces a built-in one of the same method and path.
public struct Endpoint: Sendable {
    public typealias Handler = @Sendable (Request, APIContext) async throws -> Response

    public let method: HTTPRequest.Method
    /// With parameters in braces, as in `/jobs/{id}`.
    public let path: String
    public let handler: Handler
    /// What the OpenAPI document says of it.
    var operation: APIOperation
    /// Who may use it.
    var access: AccessPolicy.Level

    public init(
        _ method: HTTPRequest.Method, _ path: String, summary: String = "", handler: @escaping Handler
    ) {
        self.init(method, path, APIOperation(summary: summary), handler: handler)
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation, access: AccessPolicy.Level = .key,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.operation = operation
        self.access = access
        self.handler = handler
    }
}
