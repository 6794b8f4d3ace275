extension RabbitMQBroker {
    public struct Options: Sendable {
        /// `amqp://user:password@host:port/virtual-host`, or `amqps://` for TLS, which checks the certificate and the
        /// host's name. Default ports 5672 and 5671; user and password `guest`; virtual host `/`. Parameters:
        /// `heartbeat` (seconds, 1...3600, default 10) and `cacertfile` (whose certificates are trusted).
        public var url: String
        /// Quorum queues, which several nodes keep, instead of classic ones. RabbitMQ's quorum queues know no
        /// priorities before 4.0: ``JobTask/priority`` then changes nothing.
        ///
        /// The kind of a queue that exists cannot be changed: other queues need another ``prefix``.
        public var quorum: Bool
        /// What the names of all queues and exchanges begin with. At most 100 bytes are sensible.
        public var prefix: String
        /// The largest message, in bytes: RabbitMQ's `max_message_size`, which is 128 MiB where nobody changed it, and 16 MiB from RabbitMQ 4 on.
        public var maxMessageBytes: Int

        public init(
            url: String, quorum: Bool = false, prefix: String = "runlet.", maxMessageBytes: Int = 128 << 20
        ) {
            self.url = url
            self.quorum = quorum
            self.prefix = prefix
            self.maxMessageBytes = maxMessageBytes
        }
    }
}

extension RabbitMQBroker.Options: CustomStringConvertible, CustomReflectable {
    /// Without the URL, which has a password.
    public var description: String { "RabbitMQBroker.Options(prefix: \(prefix), quorum: \(quorum))" }
    public var customMirror: Mirror { Mirror(self, children: ["prefix": prefix, "quorum": quorum]) }
}
