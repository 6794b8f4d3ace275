/// What is done over one connection. Made, used and let go of on the connection's thread.
protocol ConnectionRole: AnyObject {
    /// Whether the thread may end.
    var isFinished: Bool { get }
    /// When ``work(_:)`` has something to do though nobody asked.
    var deadline: ContinuousClock.Instant? { get }
    /// A new connection: sets up what is needed.
    func opened(_ session: AMQPSession) throws(AMQPFailure)
    /// Does what was asked for; without a connection, what needs none.
    func work(_ session: AMQPSession?) throws(AMQPFailure)
    func handle(_ event: AMQPEvent, _ session: AMQPSession) throws(AMQPFailure)
    /// Everything that has arrived was handled.
    func settled(_ session: AMQPSession) throws(AMQPFailure)
    /// The connection is gone.
    func closed()
    /// The thread ends.
    func finish()
}
