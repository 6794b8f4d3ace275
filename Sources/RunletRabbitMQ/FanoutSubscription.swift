/// One who listens. What is told is acknowledged when it is taken, so that input waits at the server.
struct FanoutSubscription: Sendable {
    let fanout: Fanout
    /// Reads a message and hands it on; `taken` is called when the listener takes it.
    let tell: @Sendable (AMQPMessage, _ taken: @escaping @Sendable () -> Void) throws(MessageFormat.Problem) -> Void
    let finish: @Sendable () -> Void
    /// Who waits until messages arrive here.
    var ready: CheckedContinuation<Void, any Error>?
    /// 0 while there is none.
    var channel: UInt16 = 0
}
