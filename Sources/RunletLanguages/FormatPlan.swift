public import RunletCore

/// How to have a program laid out.
public struct FormatPlan: Hashable, Sendable {
    public let plan: ExecutionPlan
    /// The formatter's name, for people.
    public let tool: String
    /// The name that the program goes by in messages.
    public let source: String
}
