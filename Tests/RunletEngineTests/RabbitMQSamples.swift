import Logging
import RunletCore
import RunletRabbitMQ

/// Brokers for tests.
enum RabbitMQSamples {
    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Names that no other test uses.
    static func prefix() -> String { "test.\(Identifier.random())." }

    static func broker(_ url: String, prefix: String = prefix(), quorum: Bool = false) async throws -> RabbitMQBroker {
        let broker = try RabbitMQBroker(
            .init(url: url, quorum: quorum, prefix: prefix), logger: logger)
        try await broker.connect()
        return broker
    }

    static func task(
        _ code: String = "code", queue: String = "default", priority: Int = 0
    ) -> JobTask {
        var task = Samples.job(priority: priority, queue: queue).tasks[0]
        task.plan = Samples.plan(code: code)
        return task
    }
}
