/// What is wrong with a request: always the client's to mend, so always a 4xx.
public struct SnippetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path of the field in the request, as in `files[2].name`, or nil where the request as a whole is meant.
    public let field: String?
    public let reason: String

    public init(field: String?, _ reason: String) {
        self.field = field
        self.reason = reason
    }

    public var description: String {
        field.map { "\($0): \(reason)" } ?? reason
    }
}
