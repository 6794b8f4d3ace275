/// What the server tells us.
enum AMQPEvent: Sendable {
    case delivery(AMQPDelivery)
    /// A message that no queue took.
    case returned(AMQPMessage)
    /// The server has the message, or all up to it.
    case confirmed(UInt64, multiple: Bool)
    /// The server could not take the message, or all up to it.
    case rejected(UInt64, multiple: Bool)
    /// The server ended a consumer: its queue is gone.
    case consumerCancelled(channel: UInt16)
    case channelClosed(UInt16, code: UInt16, String)
}

struct AMQPDelivery: Sendable {
    var channel: UInt16
    var consumer: String
    var tag: UInt64
    /// Was delivered to somebody before, or may have been.
    var isRedelivered: Bool
    var message: AMQPMessage
}
