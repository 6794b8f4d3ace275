/// The port that carries work and news between coordinators and workers.
///
/// Deliveries are at least once: what was received and not acknowledged is delivered again.
public protocol Broker: Sendable {
    /// Puts a task at the end of its queue, behind those of its own priority.
    func publish(_ task: JobTask) async throws
    /// Waits for the next task of a queue. Returns nil when the broker was shut down; throws `CancellationError`.
    func receive(from queue: String) async throws -> TaskDelivery?
    /// Tells the coordinators. Returns when the broker has the event, and has room for more.
    func publish(_ event: TaskEvent) async throws
    /// The events for a coordinator, to be acknowledged. Each event reaches one subscriber at least; call once per
    /// coordinator.
    func events() async throws -> AsyncStream<EventDelivery>
    /// Tells every worker.
    func publish(_ command: WorkerCommand) async throws
    /// The commands from now on; call once per worker.
    func commands() async throws -> AsyncStream<WorkerCommand>
    /// The queues that exist, for operators.
    func queues() async throws -> [QueueInfo]
    /// Ends every stream and wakes every receiver with nil.
    func shutdown() async
}
