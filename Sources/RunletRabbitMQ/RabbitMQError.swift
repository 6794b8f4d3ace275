public import RunletCore

/// What is wrong between us and RabbitMQ. No description contains a password.
public enum RabbitMQError: TemporaryError, Hashable, CustomStringConvertible {
    /// `broker.rabbitmq.url` is not one.
    case url(String)
    /// Nobody answers there.
    case unreachable(server: String, String)
    /// Something answers, but not with a certificate that can be trusted.
    case tls(server: String, String)
    /// The user or the password is wrong.
    case credentials(server: String, user: String)
    /// The virtual host does not exist, or the user may not use it.
    case virtualHost(server: String, String)
    /// The server does not do what is asked.
    case refused(String)
    /// The connection is lost; it is being made again.
    case disconnected
    /// The message is larger than ``RabbitMQBroker/Options/maxMessageBytes``.
    case tooLarge(bytes: Int, limit: Int)
    /// The name of the queue has more bytes than AMQP allows.
    case queueName(bytes: Int)
    /// ``RabbitMQBroker/connect()`` was not called yet.
    case notStarted
    /// The broker was shut down.
    case stopped
    /// The system has no thread or descriptor to give.
    case system(String, errno: Int32)

    public var isTemporary: Bool {
        switch self {
        case .unreachable, .refused, .disconnected, .stopped, .system: true
        case .url, .tls, .credentials, .virtualHost, .tooLarge, .queueName, .notStarted: false
        }
    }

    public var description: String {
        switch self {
        case .url(let problem): "broker.rabbitmq.url: \(problem)"
        case .unreachable(let server, let problem):
            "broker.rabbitmq.url: cannot reach RabbitMQ at \(server): \(problem). Is the server running, and are host and port right?"
        case .tls(let server, let problem):
            "broker.rabbitmq.url: no TLS with RabbitMQ at \(server): \(problem). Is it the TLS port, and is the certificate's issuer in the cacertfile?"
        case .credentials(let server, let user):
            "broker.rabbitmq.url: RabbitMQ at \(server) refuses the user \"\(user)\" or its password. (The user guest may only connect from the server's own machine.)"
        case .virtualHost(let server, let problem):
            "broker.rabbitmq.url: RabbitMQ at \(server) does not give access to the virtual host: \(problem). Create it with rabbitmqctl add_vhost, and allow the user with rabbitmqctl set_permissions."
        case .refused(let problem): "RabbitMQ refuses: \(problem)"
        case .disconnected: "the connection to RabbitMQ is lost and being made again"
        case .tooLarge(let bytes, let limit):
            "the message of \(bytes) bytes is larger than the \(limit) bytes that RabbitMQ takes"
        case .queueName(let bytes): "the queue's name has \(bytes) bytes; with the prefix, RabbitMQ takes 255"
        case .notStarted: "the broker is not connected yet"
        case .stopped: "the broker was shut down"
        case .system(let operation, let code): "\(operation) failed with errno \(code)"
        }
    }
}
