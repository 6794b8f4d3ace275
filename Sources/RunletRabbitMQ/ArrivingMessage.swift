import FoundationEssentials

/// A message whose body has not arrived completely: AMQP sends a method, a header, and pieces.
struct ArrivingMessage {
    enum Origin {
        case delivered(consumer: String, tag: UInt64, isRedelivered: Bool)
        case returned
    }

    let origin: Origin
    /// Nil before the header.
    var message: AMQPMessage?
    var missing: UInt64 = 0

    init(_ origin: Origin) {
        self.origin = origin
    }

    /// The whole of it; nil where something is missing.
    func event(on channel: UInt16) -> AMQPEvent? {
        guard let message, missing == 0 else { return nil }
        switch origin {
        case .returned: return .returned(message)
        case .delivered(let consumer, let tag, let isRedelivered):
            return .delivery(
                AMQPDelivery(
                    channel: channel, consumer: consumer, tag: tag, isRedelivered: isRedelivered, message: message))
        }
    }
}
