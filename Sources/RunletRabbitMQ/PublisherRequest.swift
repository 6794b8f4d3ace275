enum PublisherRequest: Sendable {
    case publish(Outgoing)
    /// Whoever published it waits no more: while there is no connection, nor does the message.
    case abandon(UInt64)
    /// Finish what is under way, but not later than that.
    case stop(ContinuousClock.Instant)
}
