import RunletCore

/// A coordinator's share of the events.
///
/// AMQP can bound how many messages are held, and RabbitMQ not how many bytes: where there are many, the consumer is
/// ended until some were acknowledged. What was on the way by then, at most ``prefetch`` messages, comes on top.
struct EventSubscription {
    static let prefetch: UInt16 = 64
    static let mostBytes = 32 << 20

    let continuation: AsyncStream<EventDelivery>.Continuation
    /// 0 while there is none.
    var channel: UInt16 = 0
    /// Nil while there is enough to do.
    var consumer: String?
    /// The sizes of what is not acknowledged, by delivery tag.
    var held: [UInt64: Int] = [:]
    var bytes = 0
    /// Nobody reads any more; what was read may still be acknowledged.
    var isEnded = false

    mutating func disconnect() {
        channel = 0
        consumer = nil
        held = [:]
        bytes = 0
    }
}
