import DequeModule
public import RunletCore
import Synchronization

/// The broker of the standalone mode: everything in this process, nothing kept on disk. What is lost with the process
/// is published again from the store by the coordinator's recovery.
///
/// The queues hold what coordinators publish, which ``Coordinator/Options/maxPending`` bounds; messages to coordinators
/// and commands with input wait where many are on their way.
public final class InMemoryBroker: Broker {
    private struct State {
        var isShutDown = false
        var nextID: UInt64 = 0
        var queues: [String: InMemoryQueue] = [:]
        var unacknowledged: [UInt64: JobTask] = [:]
        /// By the coordinator's name.
        var channels: [String: MessageChannel] = [:]
        var reportSubscribers: [UInt64: AsyncStream<NodeReport>.Continuation] = [:]
        var commandSubscribers: [UInt64: CommandQueue] = [:]

        mutating func newID() -> UInt64 {
            nextID += 1
            return nextID
        }

        /// Nil when there is nothing to tell any more.
        mutating func channel(of coordinator: String) -> MessageChannel? {
            if isShutDown { return nil }
            if let channel = channels[coordinator] { return channel }
            let channel = MessageChannel()
            channels[coordinator] = channel
            return channel
        }
    }

    /// How many reports wait for a reader; the oldest go first.
    private static let mostReports = 256

    private let state = Mutex(State())

    public init() {}

    public var isShared: Bool { false }

    // MARK: Tasks

    public func publish(_ task: JobTask) async throws {
        state.withLock { $0.queues[task.queue, default: InMemoryQueue()].append(task) }
        deliver(from: task.queue)
    }

    public func receive(from queue: String) async throws -> TaskDelivery? {
        let id = state.withLock { $0.newID() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let end = state.withLock { state -> Result<TaskDelivery?, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isShutDown { return .success(nil) }
                    state.queues[queue, default: InMemoryQueue()].wait(continuation, id: id)
                    return nil
                }
                if let end { continuation.resume(with: end) } else { deliver(from: queue) }
            }
        } onCancel: {
            state.withLock { $0.queues[queue]?.removeReceiver(id) }?.resume(throwing: CancellationError())
        }
    }

    /// Brings waiting tasks and waiting receivers together.
    private func deliver(from queue: String) {
        while true {
            let match = state.withLock { state -> (InMemoryQueue.Receiver, JobTask, UInt64)? in
                guard !state.isShutDown, let (receiver, task) = state.queues[queue]?.popMatch() else { return nil }
                let token = state.newID()
                state.unacknowledged[token] = task
                state.queues[queue]?.unacknowledged += 1
                return (receiver, task, token)
            }
            guard let (receiver, task, token) = match else { return }
            receiver.resume(
                returning: TaskDelivery(task: task) { [weak self] settlement in self?.settle(token, settlement) })
        }
    }

    /// The first settlement counts.
    private func settle(_ token: UInt64, _ settlement: TaskDelivery.Settlement) {
        let requeued = state.withLock { state -> String? in
            guard let task = state.unacknowledged.removeValue(forKey: token) else { return nil }
            state.queues[task.queue]?.unacknowledged -= 1
            guard case .requeue = settlement else { return nil }
            state.queues[task.queue]?.prepend(task)
            return task.queue
        }
        if let requeued { deliver(from: requeued) }
    }

    public func queues() async throws -> [QueueInfo] {
        state.withLock { state in
            state.queues.sorted { $0.key < $1.key }.map { name, queue in
                QueueInfo(
                    name: name, size: queue.size, unacknowledged: queue.unacknowledged, subscribers: queue.subscribers)
            }
        }
    }

    // MARK: Messages

    public func publish(_ message: CoordinatorMessage, to coordinator: String) async throws {
        guard let channel = state.withLock({ $0.channel(of: coordinator) }) else { return }
        channel.send(message)
        await channel.waitForRoom()
    }

    public func messages(for coordinator: String) async throws -> AsyncStream<MessageDelivery> {
        let (id, channel) = state.withLock { ($0.newID(), $0.channel(of: coordinator)) }
        return channel?.read(as: id) ?? AsyncStream { nil }
    }

    // MARK: Commands

    public func publish(_ command: WorkerCommand) async throws {
        let subscribers = state.withLock { state in
            // A task that still waits is taken out here, so that cancelled ones do not pile up behind a busy worker.
            if case .cancel(let id, let attempt) = command {
                for name in state.queues.keys { state.queues[name]?.remove(id, throughAttempt: attempt) }
            }
            return Array(state.commandSubscribers.values)
        }
        for subscriber in subscribers { await subscriber.send(command) }
    }

    public func commands() async throws -> AsyncStream<WorkerCommand> {
        let queue = CommandQueue()
        let subscription = state.withLock { state in
            let id = state.newID()
            if state.isShutDown { queue.finish() } else { state.commandSubscribers[id] = queue }
            return Subscription { [weak self] in
                self?.forgetSubscriber(id)
                queue.finish()
            }
        }
        return AsyncStream(unfolding: { await queue.next() }, onCancel: { subscription.end() })
    }

    /// Ends with its stream.
    private final class Subscription: Sendable {
        let end: @Sendable () -> Void

        init(end: @escaping @Sendable () -> Void) {
            self.end = end
        }

        deinit {
            end()
        }
    }

    // MARK: Reports

    public func publish(_ report: NodeReport) async throws {
        for subscriber in state.withLock({ Array($0.reportSubscribers.values) }) { subscriber.yield(report) }
    }

    public func reports() async throws -> AsyncStream<NodeReport> {
        let id = state.withLock { $0.newID() }
        let (stream, continuation) = AsyncStream.makeStream(
            of: NodeReport.self, bufferingPolicy: .bufferingNewest(Self.mostReports))
        continuation.onTermination = { [weak self] _ in self?.forgetSubscriber(id) }
        let isShutDown = state.withLock { state in
            if !state.isShutDown { state.reportSubscribers[id] = continuation }
            return state.isShutDown
        }
        if isShutDown { continuation.finish() }
        return stream
    }

    private func forgetSubscriber(_ id: UInt64) {
        state.withLock { state in
            state.reportSubscribers[id] = nil
            state.commandSubscribers[id] = nil
        }
    }

    public func shutdown() async {
        let (receivers, ended) = state.withLock { state in
            state.isShutDown = true
            var receivers: [InMemoryQueue.Receiver] = []
            for name in state.queues.keys {
                while let receiver = state.queues[name]?.popReceiver() { receivers.append(receiver) }
            }
            defer { (state.channels, state.reportSubscribers, state.commandSubscribers) = ([:], [:], [:]) }
            return (receivers, state)
        }
        for receiver in receivers { receiver.resume(returning: nil) }
        for channel in ended.channels.values { channel.finish() }
        for stream in ended.reportSubscribers.values { stream.finish() }
        for stream in ended.commandSubscribers.values { stream.finish() }
    }
}
