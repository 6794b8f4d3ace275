/// An argument of a queue.
enum AMQPArgument: Hashable, Sendable {
    case text(String, String)
    case number(String, Int64)
}
