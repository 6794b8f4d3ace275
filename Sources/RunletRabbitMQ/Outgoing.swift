/// A message on its way to the server.
struct Outgoing: Sendable {
    enum Destination: Hashable, Sendable {
        case queue(String)
        /// To every worker; no problem where there is none.
        case commands
    }

    let id: UInt64
    let destination: Destination
    var message: AMQPMessage
    /// Whether a queue that should be there was not, and it was made and sent to again.
    var isSecondTry = false
    /// Is called once: when the server has it, or will not.
    let done: @Sendable (Result<Void, any Error>) -> Void
}
