import struct FoundationEssentials.Data

/// A message as AMQP carries it.
struct AMQPMessage: Sendable {
    /// Unique per publication.
    var id: String
    var body: Data
    var priority: UInt8 = 0
    /// Survives the server's restart.
    var isPersistent = true
    /// Of the body's format.
    var version: Int64?
    /// How often it came back already, as we counted it (classic queues do not).
    var returns: Int64 = 0
    /// How often it came back already, as a quorum queue counted it.
    var deliveryCount: Int64 = 0
}
