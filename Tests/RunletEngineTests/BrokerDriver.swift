import Logging
import RunletCore
import RunletEngine
import RunletRabbitMQ
import TestServers
import Testing

/// A broker that the conformance suite is run against.
enum BrokerDriver: String, CaseIterable, CustomTestStringConvertible {
    case inMemory
    case rabbitMQ

    var testDescription: String { rawValue }

    /// Whether who publishes messages waits while many are on their way. A networked broker keeps them on its disk
    /// instead, where they are in nobody's way, and only bounds what the coordinator holds.
    var holdsUpMessages: Bool { self == .inMemory }

    /// A broker of its own, connected.
    func make() async throws -> any Broker {
        switch self {
        case .inMemory: return InMemoryBroker()
        case .rabbitMQ:
            let server = try await RabbitMQServer.shared()
            return try await RabbitMQSamples.broker(server.url())
        }
    }
}
