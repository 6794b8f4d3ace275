import RunletCore
import RunletEngine

/// A broker in memory that is not anybody's own: it goes on where a coordinator does not.
struct SharedBroker: Broker {
    private let base = InMemoryBroker()

    var isShared: Bool { true }
    func publish(_ task: JobTask) async throws { try await base.publish(task) }
    func receive(from queue: String) async throws -> TaskDelivery? { try await base.receive(from: queue) }
    func publish(_ message: CoordinatorMessage, to coordinator: String) async throws {
        try await base.publish(message, to: coordinator)
    }
    func messages(for coordinator: String) async throws -> AsyncStream<MessageDelivery> {
        try await base.messages(for: coordinator)
    }
    func publish(_ command: WorkerCommand) async throws { try await base.publish(command) }
    func commands() async throws -> AsyncStream<WorkerCommand> { try await base.commands() }
    func publish(_ report: NodeReport) async throws { try await base.publish(report) }
    func reports() async throws -> AsyncStream<NodeReport> { try await base.reports() }
    func queues() async throws -> [QueueInfo] { try await base.queues() }
    func shutdown() async { await base.shutdown() }
}
