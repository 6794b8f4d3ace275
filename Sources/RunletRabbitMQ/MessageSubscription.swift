import RunletCore

/// A reader's share of the messages for one coordinator.
///
/// AMQP can bound how many messages are held, and RabbitMQ not how many bytes: where there are many, the consumer is
/// ended until some were acknowledged. What was on the way by then, at most ``prefetch`` messages, comes on top.
struct MessageSubscription: Sendable {
    static let prefetch: UInt16 = 64
    static let mostBytes = 32 << 20

    let queue: String
    /// Nil when nobody reads any more. What was read may still be acknowledged; what was not goes with the stream.
    var stream: AsyncStream<MessageDelivery>.Continuation?
    /// 0 while there is none.
    var channel: UInt16 = 0
    /// Nil while there is enough to do.
    var consumer: String?
    /// The sizes of what is not acknowledged, by delivery tag.
    var held: [UInt64: Int] = [:]
    var bytes = 0
    /// What was acknowledged here, and the server was not told yet.
    var acknowledged: [UInt64] = []

    var isEnded: Bool { stream == nil }

    init(queue: String, stream: AsyncStream<MessageDelivery>.Continuation) {
        self.queue = queue
        self.stream = stream
    }

    mutating func disconnect() {
        channel = 0
        consumer = nil
        held = [:]
        bytes = 0
        acknowledged = []
    }

    /// What the server is to be told: all up to a tag, and single ones behind what is still held.
    mutating func takeAcknowledged() -> (all: UInt64?, single: [UInt64]) {
        let firstHeld = held.keys.min() ?? .max
        defer { acknowledged = [] }
        return (acknowledged.filter { $0 < firstHeld }.max(), acknowledged.filter { $0 > firstHeld })
    }
}
