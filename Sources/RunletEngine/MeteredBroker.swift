public import RunletCore

/// A broker that notes how long it takes to give it something. Waiting for tasks and news is no work of its own.
public struct MeteredBroker: Broker {
    private let broker: any Broker
    public let times = OperationTimes()

    public init(_ broker: any Broker) {
        self.broker = broker
    }

    public var isShared: Bool { broker.isShared }

    public func publish(_ task: JobTask) async throws {
        try await times.measure("publishTask") { try await broker.publish(task) }
    }

    public func receive(from queue: String) async throws -> TaskDelivery? {
        try await broker.receive(from: queue)
    }

    public func publish(_ message: CoordinatorMessage, to coordinator: String) async throws {
        try await times.measure("publishMessage") { try await broker.publish(message, to: coordinator) }
    }

    public func messages(for coordinator: String) async throws -> AsyncStream<MessageDelivery> {
        try await broker.messages(for: coordinator)
    }

    public func publish(_ command: WorkerCommand) async throws {
        try await times.measure("publishCommand") { try await broker.publish(command) }
    }

    public func commands() async throws -> AsyncStream<WorkerCommand> {
        try await broker.commands()
    }

    /// Nobody waits for it, so it is not measured.
    public func publish(_ report: NodeReport) async throws {
        try await broker.publish(report)
    }

    public func reports() async throws -> AsyncStream<NodeReport> {
        try await broker.reports()
    }

    public func queues() async throws -> [QueueInfo] {
        try await times.measure("queues") { try await broker.queues() }
    }

    public func shutdown() async {
        await broker.shutdown()
    }
}
