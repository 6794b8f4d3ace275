import FoundationEssentials
public import Logging
public import RunletCore
import Synchronization

/// The broker of several processes: RabbitMQ 3.10 or newer, over librabbitmq.
///
/// Tasks are persistent, and messages to coordinators where they say so; publishing returns when the server has
/// confirmed. Deliveries are at least once. A lost connection is made again for as long as it takes, with pauses of
/// 50 ms to 2 s; until then publishing and receiving wait. What was received over the old one is delivered again, and
/// settling it does nothing.
///
/// * A task of which no worker brings an end twenty times, and what cannot be read or is of a newer version, goes to
///   the queue `<prefix>dead`, and the task's attempt is told as failed. Quorum queues count for themselves; for
///   classic ones a task that comes back is published again with a count, so it then stands behind the others.
/// * A cancel does not remove a task that waits: AMQP cannot. The worker that receives it has heard the command.
/// * Commands reach the workers that are connected at the time, and reports the coordinators. A report is given to the
///   connection and not waited for; without one, or after 5 s, it is dropped.
/// * Messages to a coordinator wait at the server, on its disk where they are many, for a day at most after somebody
///   last read them; a reader holds about 32 MiB of them. What a lost reader had comes before the others again; quorum
///   queues do not promise that.
public final class RabbitMQBroker: Broker {
    private struct State {
        var isStarted = false
        var isShutDown = false
        var nextID: UInt64 = 0
        /// The queues that this process has used.
        var queues: Set<String> = []
        var reportsUnderWay = 0
        var progressBytes = 0
    }

    /// How many reports are on their way to the server at most; others are dropped.
    private static let mostReports = 1024

    /// How long a shutdown waits for what is being published.
    private static let shutdownPatience = Duration.seconds(5)

    /// How many bytes of progress may be on their way to the server that nobody waits for.
    private static let mostProgressBytes = 1 << 20

    private let options: Options
    private let address: BrokerAddress
    private let topology: Topology
    private let logger: Logger
    private let publisher: Inbox<PublisherRequest>
    private let consumer: Inbox<ConsumerRequest>
    /// Makes the ids of messages unique.
    private let origin = "\(Identifier.random())"
    private let state = Mutex(State())
    private let ended = Countdown(2)

    /// - Throws: ``RabbitMQError/url(_:)`` where the options' URL is none.
    public init(_ options: Options, logger: Logger) throws {
        self.options = options
        self.logger = logger
        address = try BrokerAddress(options.url)
        topology = Topology(prefix: options.prefix, isQuorum: options.quorum)
        publisher = try Inbox()
        consumer = try Inbox()
    }

    public var isShared: Bool { true }

    deinit {
        publisher.send(.stop(.now))
        consumer.send(.stop)
    }

    /// Connects, to be called once and before anything else. Afterwards a lost connection is made again by itself.
    ///
    /// - Throws: ``RabbitMQError``, which names the setting; the broker is then of no more use.
    public func connect() async throws {
        guard
            state.withLock({ state in
                defer { state.isStarted = true }
                return !state.isStarted && !state.isShutDown
            })
        else { return }
        let (publisher, consumer, topology, logger, ended) = (publisher, consumer, topology, logger, ended)
        let makePublisher: @Sendable () -> any ConnectionRole = { Publisher(publisher, topology, ended) }
        let makeConsumer: @Sendable () -> any ConnectionRole = {
            Consumer(consumer, publisher: publisher, topology, logger, ended)
        }
        do {
            try await start("runlet-publish", publisher.wakeUp, makePublisher)
        } catch {
            makeConsumer().finish()
            await shutdown()
            throw error
        }
        do {
            try await start("runlet-receive", consumer.wakeUp, makeConsumer)
        } catch {
            await shutdown()
            throw error
        }
    }

    private func start(
        _ name: String, _ wakeUp: WakeUp, _ makeRole: @escaping @Sendable () -> any ConnectionRole
    ) async throws {
        let thread = ConnectionThread(name: name, address: address, wakeUp: wakeUp, logger: logger)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            do {
                try thread.start(makeRole) { continuation.resume(with: $0.mapError { $0 as any Error }) }
            } catch {
                makeRole().finish()
                continuation.resume(throwing: error)
            }
        }
    }

    // MARK: Tasks

    public func publish(_ task: JobTask) async throws {
        let queue = try topology.tasks(task.queue)
        try use(task.queue)
        let priority = UInt8(clamping: min(max(task.priority, 0), Topology.priorities - 1))
        try await publish(task, to: .queue(queue), priority: priority, isPersistent: true)
    }

    public func receive(from queue: String) async throws -> TaskDelivery? {
        if state.withLock({ $0.isShutDown }) { return nil }
        try use(queue)
        let id = newID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard consumer.send(.receive(queue: queue, id: id, continuation)) else {
                    return continuation.resume(returning: nil)
                }
                // The handler may have been called before there was anything to cancel.
                if Task.isCancelled { consumer.send(.cancelReceiver(queue: queue, id: id)) }
            }
        } onCancel: {
            consumer.send(.cancelReceiver(queue: queue, id: id))
        }
    }

    /// The queues that this process has used. ``QueueInfo/unacknowledged`` is of this process only, since AMQP does not
    /// tell; ``QueueInfo/subscribers`` counts the receivers of other processes whether they wait or are busy.
    public func queues() async throws -> [QueueInfo] {
        let names = state.withLock { $0.queues.sorted() }
        return try await withCheckedThrowingContinuation { continuation in
            guard consumer.send(.inspect(names, continuation)) else { return continuation.resume(returning: []) }
        }
    }

    // MARK: Messages

    public func publish(_ message: CoordinatorMessage, to coordinator: String) async throws {
        let queue = try topology.coordinator(coordinator)
        if !message.isPersistent, try handOver(message, to: queue) { return }
        try await publish(message, to: .queue(queue), isPersistent: message.isPersistent)
    }

    /// Sends progress without waiting for the server: what comes behind it in order should not wait for it either.
    ///
    /// - Returns: false where so much is under way that whoever has more must wait.
    private func handOver(_ progress: CoordinatorMessage, to queue: String) throws -> Bool {
        let message = try message(progress, newID(), isPersistent: false)
        let size = message.body.count
        let isTaken = state.withLock { state in
            guard state.progressBytes + size <= Self.mostProgressBytes else { return false }
            state.progressBytes += size
            return true
        }
        guard isTaken else { return false }
        let outgoing = Outgoing(id: 0, destination: .queue(queue), message: message) { [weak self] _ in
            self?.state.withLock { $0.progressBytes -= size }
        }
        guard publisher.send(.publish(outgoing)) else { throw RabbitMQError.stopped }
        return true
    }

    public func messages(for coordinator: String) async throws -> AsyncStream<MessageDelivery> {
        let queue = try topology.coordinator(coordinator)
        try checkStarted()
        let id = newID()
        let (stream, continuation) = AsyncStream.makeStream(of: MessageDelivery.self)
        continuation.onTermination = { [consumer] _ in consumer.send(.unsubscribe(id: id)) }
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let subscription = MessageSubscription(queue: queue, stream: continuation)
            guard !consumer.send(.read(id: id, subscription, ready)) else { return }
            continuation.finish()
            ready.resume()
        }
        return stream
    }

    // MARK: Fan-outs

    public func publish(_ command: WorkerCommand) async throws {
        do {
            try await publish(command, to: .fanout(.commands), isPersistent: false)
        } catch RabbitMQError.stopped {
            // Nobody receives it any more.
        }
    }

    public func commands() async throws -> AsyncStream<WorkerCommand> {
        try await listen(to: .commands)
    }

    public func publish(_ report: NodeReport) async throws {
        let message = try message(report, newID(), isPersistent: false)
        let isDropped = state.withLock { state in
            if state.reportsUnderWay >= Self.mostReports { return true }
            state.reportsUnderWay += 1
            return false
        }
        if isDropped { return }
        var outgoing = Outgoing(id: 0, destination: .fanout(.reports), message: message) { [weak self] _ in
            self?.state.withLock { $0.reportsUnderWay -= 1 }
        }
        outgoing.end = Fanout.reports.patience.map { .now + $0 }
        publisher.send(.publish(outgoing))
    }

    public func reports() async throws -> AsyncStream<NodeReport> {
        try await listen(to: .reports)
    }

    private func listen<Value: Decodable & Sendable>(to fanout: Fanout) async throws -> AsyncStream<Value> {
        let id = newID()
        let (stream, continuation) = AsyncStream.makeStream(of: FanoutDelivery<Value>.self)
        continuation.onTermination = { [consumer] _ in consumer.send(.unsubscribe(id: id)) }
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            let listener = FanoutSubscription(
                fanout: fanout,
                tell: { message, taken throws(MessageFormat.Problem) in
                    let value = try MessageFormat.decode(Value.self, from: message)
                    continuation.yield(FanoutDelivery(value: value, taken: taken))
                },
                finish: { continuation.finish() }, ready: ready)
            guard !consumer.send(.listen(id: id, listener)) else { return }
            continuation.finish()
            ready.resume()
        }
        return AsyncStream {
            for await delivery in stream {
                delivery.taken()
                return delivery.value
            }
            return nil
        }
    }

    public func shutdown() async {
        let isStarted = state.withLock { state in
            state.isShutDown = true
            return state.isStarted
        }
        publisher.send(.stop(.now + Self.shutdownPatience))
        consumer.send(.stop)
        if isStarted { await ended.wait() }
    }

    // MARK: Publishing

    private func publish(
        _ value: some Encodable, to destination: Outgoing.Destination, priority: UInt8 = 0, isPersistent: Bool
    ) async throws {
        let id = newID()
        let message = try message(value, id, priority: priority, isPersistent: isPersistent)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let outgoing = Outgoing(id: id, destination: destination, message: message) {
                    continuation.resume(with: $0)
                }
                guard publisher.send(.publish(outgoing)) else {
                    return continuation.resume(throwing: RabbitMQError.stopped)
                }
                if Task.isCancelled { publisher.send(.abandon(id)) }
            }
        } onCancel: {
            publisher.send(.abandon(id))
        }
    }

    private func message(
        _ value: some Encodable, _ id: UInt64, priority: UInt8 = 0, isPersistent: Bool
    ) throws -> AMQPMessage {
        try checkStarted()
        let body = try MessageFormat.encode(value)
        guard body.count <= options.maxMessageBytes else {
            throw RabbitMQError.tooLarge(bytes: body.count, limit: options.maxMessageBytes)
        }
        return AMQPMessage(
            id: "\(origin)-\(id)", body: body, priority: priority, isPersistent: isPersistent,
            version: MessageFormat.version)
    }

    private func checkStarted() throws {
        guard state.withLock({ $0.isStarted }) else { throw RabbitMQError.notStarted }
    }

    private func use(_ queue: String) throws {
        try state.withLock { state in
            guard state.isStarted else { throw RabbitMQError.notStarted }
            state.queues.insert(queue)
        }
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }
}
