import Logging

/// What WebSockets need of the server.
struct WebSocketService: Sendable {
    /// What is around the body of a request in a message.
    private static let envelope = 4 << 10

    let services: APIServices
    let logger: Logger
    let room: WebSocketRoom

    init(services: APIServices, logger: Logger) {
        self.services = services
        self.logger = logger
        room = WebSocketRoom(most: max(1, services.options.maxConnections / 2))
    }

    var policy: AccessPolicy { services.options.access }

    /// Bytes. A request that fits into a body fits into a message.
    var messageLimit: Int { services.options.bodyLimit + Self.envelope }
}
