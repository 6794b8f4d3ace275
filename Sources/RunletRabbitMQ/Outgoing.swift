/// A message on its way to the server.
struct Outgoing: Sendable {
    enum Destination: Hashable, Sendable {
        case queue(String)
        /// To everybody who listens; no problem where there is nobody.
        case fanout(Fanout)
    }

    let id: UInt64
    let destination: Destination
    var message: AMQPMessage
    /// Whether a queue that should be there was not, and it was made and sent to again.
    var isSecondTry = false
    /// From when on it is dropped instead of sent, and so it is where there is no connection. Nil: never.
    var end: ContinuousClock.Instant?
    /// Is called once: when the server has it, or will not.
    let done: @Sendable (Result<Void, any Error>) -> Void
}
