/// The port that carries work and news between coordinators and workers.
///
/// Deliveries are at least once: what was received and not acknowledged is delivered again.
public protocol Broker: Sendable {
    /// Whether tasks and messages outlive this process, and others can have them.
    var isShared: Bool { get }
    /// Puts a task at the end of its queue, behind those of its own priority.
    func publish(_ task: JobTask) async throws
    /// Waits for the next task of a queue. Returns nil when the broker was shut down; throws `CancellationError`.
    func receive(from queue: String) async throws -> TaskDelivery?
    /// Tells one coordinator, which need not be there at the time. Returns when the broker has the message, and has room
    /// for more.
    func publish(_ message: CoordinatorMessage, to coordinator: String) async throws
    /// The messages for a coordinator, in order, those from before included, to be acknowledged. Where several read for
    /// the same one, each message reaches one of them at least.
    func messages(for coordinator: String) async throws -> AsyncStream<MessageDelivery>
    /// Tells every worker.
    func publish(_ command: WorkerCommand) async throws
    /// The commands from now on; call once per worker.
    func commands() async throws -> AsyncStream<WorkerCommand>
    /// Tells every coordinator that is there at the time. It may be lost, as the next one comes soon.
    func publish(_ report: NodeReport) async throws
    /// The reports from now on; call once per coordinator. Old ones are dropped where nobody takes them.
    func reports() async throws -> AsyncStream<NodeReport>
    /// The queues that exist, for operators.
    func queues() async throws -> [QueueInfo]
    /// Ends every stream and wakes every receiver with nil.
    func shutdown() async
}
