public import RunletCore

/// A broker that notes how long it takes to give it something. Waiting for tasks and news is no work of its own.
public struct MeteredBroker: Broker {
    private let broker: any Broker
    public let times = OperationTimes()

    public init(_ broker: any Broker) {
        self.broker = broker
    }

    public func publish(_ task: JobTask) async throws {
        try await times.measure("publishTask") { try await broker.publish(task) }
    }

    public func receive(from queue: String) async throws -> TaskDelivery? {
        try await broker.receive(from: queue)
    }

    public func publish(_ event: TaskEvent) async throws {
        try await times.measure("publishEvent") { try await broker.publish(event) }
    }

    public func events() async throws -> AsyncStream<EventDelivery> {
        try await broker.events()
    }

    public func publish(_ command: WorkerCommand) async throws {
        try await times.measure("publishCommand") { try await broker.publish(command) }
    }

    public func commands() async throws -> AsyncStream<WorkerCommand> {
        try await broker.commands()
    }

    public func queues() async throws -> [QueueInfo] {
        try await times.measure("queues") { try await broker.queues() }
    }

    public func shutdown() async {
        await broker.shutdown()
    }
}
