import DequeModule
public import RunletCore
import Synchronization

/// The broker of the standalone mode: everything in this process, nothing kept on disk. What is lost with the process
/// is published again from the store by the coordinator's recovery.
///
/// The queues hold what coordinators publish, which ``Coordinator/Options/maxPending`` bounds; events and
/// commands with input wait where many are on their way.
public final class InMemoryBroker: Broker {
    private struct State {
        var isShutDown = false
        var nextID: UInt64 = 0
        var queues: [String: InMemoryQueue] = [:]
        var unacknowledged: [UInt64: JobTask] = [:]
        var eventSubscribers: [UInt64: EventChannel] = [:]
        /// Events from before the first subscriber.
        var earlyEvents: Deque<TaskEvent> = []
        var commandSubscribers: [UInt64: CommandQueue] = [:]

        mutating func newID() -> UInt64 {
            nextID += 1
            return nextID
        }
    }

    private let state = Mutex(State())

    public init() {}

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

    // MARK: Events

    public func publish(_ event: TaskEvent) async throws {
        let subscribers = state.withLock { state in
            if state.eventSubscribers.isEmpty && !state.isShutDown { state.earlyEvents.append(event) }
            return Array(state.eventSubscribers.values)
        }
        for subscriber in subscribers {
            subscriber.send(event)
            await subscriber.waitForRoom()
        }
    }

    public func events() async throws -> AsyncStream<EventDelivery> {
        let id = state.withLock { $0.newID() }
        let (channel, stream) = EventChannel.make { [weak self] in self?.forgetSubscriber(id) }
        let isShutDown = state.withLock { state in
            guard !state.isShutDown else { return true }
            for event in state.earlyEvents { channel.send(event) }
            state.earlyEvents = []
            state.eventSubscribers[id] = channel
            return false
        }
        if isShutDown { channel.finish() }
        return stream
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

    private func forgetSubscriber(_ id: UInt64) {
        state.withLock { state in
            state.eventSubscribers[id] = nil
            state.commandSubscribers[id] = nil
        }
    }

    public func shutdown() async {
        let (receivers, events, commands) = state.withLock { state in
            state.isShutDown = true
            var receivers: [InMemoryQueue.Receiver] = []
            for name in state.queues.keys {
                while let receiver = state.queues[name]?.popReceiver() { receivers.append(receiver) }
            }
            defer {
                state.eventSubscribers = [:]
                state.commandSubscribers = [:]
            }
            return (receivers, Array(state.eventSubscribers.values), Array(state.commandSubscribers.values))
        }
        for receiver in receivers { receiver.resume(returning: nil) }
        for stream in events { stream.finish() }
        for stream in commands { stream.finish() }
    }
}
