public import Logging
public import RunletConfig
import RunletEngine
import RunletRabbitMQ

/// Makes the broker that a configuration names.
public enum BrokerSetup {
    /// - Throws: `RabbitMQError`, which names the setting. A server that cannot be reached is waited for first.
    static func connect(
        _ configuration: RunletConfiguration, _ customization: Customization = Customization(),
        within patience: Duration = ServerWait.patience, logger: Logger
    ) async throws -> MeteredBroker {
        if let make = customization.broker { return MeteredBroker(try await make(configuration, logger)) }
        switch configuration.broker.type {
        case .inMemory: return MeteredBroker(InMemoryBroker())
        case .rabbitMQ: return MeteredBroker(try await rabbitMQ(configuration.broker.rabbitMQ, patience, logger))
        }
    }

    /// Fails where the broker cannot be used.
    ///
    /// - Throws: an error whose description names the setting.
    public static func check(_ configuration: RunletConfiguration, logger: Logger) async throws {
        let broker = try await connect(configuration, within: .zero, logger: logger)
        await broker.shutdown()
    }

    private static func rabbitMQ(
        _ settings: RunletConfiguration.RabbitMQ, _ patience: Duration, _ logger: Logger
    ) async throws -> RabbitMQBroker {
        let options = RabbitMQBroker.Options(
            url: settings.url.exposed, quorum: settings.quorum, prefix: settings.prefix)
        return try await ServerWait.connect(
            to: "RabbitMQ", within: patience, logger: logger, isUnreachable: isUnreachable
        ) {
            // One whose first connection failed is of no more use.
            let broker = try RabbitMQBroker(options, logger: logger)
            try await broker.connect()
            return broker
        }
    }

    private static func isUnreachable(_ error: any Error) -> Bool {
        if case .unreachable? = error as? RabbitMQError { true } else { false }
    }
}
