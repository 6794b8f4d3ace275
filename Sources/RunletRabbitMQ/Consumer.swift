import Logging
import RunletCore

/// Receives tasks, messages, commands and reports, each queue on a channel of its own.
final class Consumer: ConnectionRole {
    /// For what has no channel of its own.
    static let inspecting: UInt16 = 1

    let inbox: Inbox<ConsumerRequest>
    let publisher: Inbox<PublisherRequest>
    let topology: Topology
    let logger: Logger
    /// Counts connections.
    var generation: UInt64 = 0
    var sources: [String: TaskSource] = [:]
    var messages: [UInt64: MessageSubscription] = [:]
    /// The subscriptions of whose acknowledgements the server was not told yet.
    var unsaid: Set<UInt64> = []
    var listeners: [UInt64: FanoutSubscription] = [:]
    /// What receives on each channel.
    var channels: [UInt16: Receiving] = [:]
    /// The messages of tasks that were handed back here, rather than lost, oldest first.
    var handedBack: [String] = []
    var nextNumber: UInt64 = 0
    private var inspections: [(infos: [QueueInfo], CheckedContinuation<[QueueInfo], any Error>)] = []
    private var isStopping = false
    private let ended: Countdown

    enum Receiving {
        case tasks(String)
        case messages(UInt64)
        case fanout(UInt64)
    }

    init(
        _ inbox: Inbox<ConsumerRequest>, publisher: Inbox<PublisherRequest>, _ topology: Topology, _ logger: Logger,
        _ ended: Countdown
    ) {
        self.inbox = inbox
        self.publisher = publisher
        self.topology = topology
        self.logger = logger
        self.ended = ended
    }

    var isFinished: Bool { isStopping }
    var deadline: ContinuousClock.Instant? { sources.values.compactMap(\.surplusEnd).min() }

    func opened(_ session: AMQPSession) throws(AMQPFailure) {
        generation += 1
        try session.openChannel(Self.inspecting)
        try topology.declare(session, on: Self.inspecting)
        for id in messages.keys { try open(messagesOf: id, session) }
        for id in listeners.keys { try open(listener: id, session) }
    }

    func work(_ session: AMQPSession?) throws(AMQPFailure) {
        for request in inbox.takeAll() { try take(request, session) }
        guard let session else { return }
        try sayAcknowledged(session)
        for name in sources.keys { try balance(name, session) }
    }

    private func take(_ request: ConsumerRequest, _ session: AMQPSession?) throws(AMQPFailure) {
        switch request {
        case .receive(let queue, let id, let receiver): receive(queue, id, receiver)
        case .cancelReceiver(let queue, let id):
            sources[queue]?.removeReceiver(id)?.resume(throwing: CancellationError())
        case .settleTask(let queue, let ticket, let settlement): try settle(queue, ticket, settlement, session)
        case .read(let id, let subscription, let ready): try read(id, subscription, ready, session)
        case .settleMessage(let id, let ticket, let isDone): try settleMessage(id, ticket, isDone: isDone, session)
        case .listen(let id, let listener):
            listeners[id] = listener
            if let session { try open(listener: id, session) }
        case .taken(let id, let ticket):
            guard let session, ticket.generation == generation, let channel = listeners[id]?.channel else { return }
            try session.acknowledge(ticket.tag, on: channel)
        case .unsubscribe(let id): try unsubscribe(id, session)
        case .inspect(let queues, let continuation): try inspect(queues, continuation, session)
        case .stop: isStopping = true
        }
    }

    func handle(_ event: AMQPEvent, _ session: AMQPSession) throws(AMQPFailure) {
        switch event {
        case .delivery(let delivery):
            switch channels[delivery.channel] {
            case .tasks(let queue)?: try taskArrived(delivery, queue, session)
            case .messages(let id)?: try messageArrived(delivery, id, session)
            case .fanout(let id)?: try fanoutArrived(delivery, id, session)
            case nil: break
            }
        // A queue was deleted, or something else that should not be: from the beginning.
        case .consumerCancelled: throw .lost("a queue was deleted")
        case .channelClosed(_, _, let text): throw .lost(text)
        case .confirmed, .rejected, .returned: break
        }
    }

    func settled(_ session: AMQPSession) throws(AMQPFailure) {
        for (infos, continuation) in inspections {
            continuation.resume(
                returning: infos.map { info in
                    var info = info
                    info.size += sources[info.name]?.unclaimed.count ?? 0
                    return info
                })
        }
        inspections = []
    }

    func closed() {
        channels = [:]
        for name in sources.keys { sources[name]?.disconnect() }
        for id in messages.keys { messages[id]?.disconnect() }
        unsaid = []
        for id in listeners.keys { listeners[id]?.channel = 0 }
        for inspection in inspections { inspection.1.resume(throwing: RabbitMQError.disconnected) }
        inspections = []
    }

    func finish() {
        isStopping = true
        // Nothing but what waits for an answer is left to do.
        for request in inbox.close() { try? take(request, nil) }
        for source in sources.values {
            for (_, receiver) in source.receivers { receiver.resume(returning: nil) }
        }
        for subscription in messages.values { subscription.stream?.finish() }
        for listener in listeners.values {
            listener.finish()
            listener.ready?.resume()
        }
        (sources, messages, listeners) = ([:], [:], [:])
        ended.signal()
    }

    /// A channel that is not used.
    func newChannel(for receiving: Receiving, _ session: AMQPSession) throws(AMQPFailure) -> UInt16 {
        guard let channel = ((Self.inspecting + 1)...2000).first(where: { channels[$0] == nil }) else {
            throw .lost("no channel left")
        }
        try session.openChannel(channel)
        channels[channel] = receiving
        return channel
    }

    func newNumber() -> UInt64 {
        nextNumber += 1
        return nextNumber
    }

    // MARK: Inspection

    private func inspect(
        _ names: [String], _ continuation: CheckedContinuation<[QueueInfo], any Error>, _ session: AMQPSession?
    ) throws(AMQPFailure) {
        guard let session else { return continuation.resume(throwing: RabbitMQError.disconnected) }
        var infos: [QueueInfo] = []
        do {
            for name in names { infos.append(try look(at: name, session)) }
        } catch {
            continuation.resume(throwing: RabbitMQError.disconnected)
            throw error
        }
        inspections.append((infos, continuation))
    }

    private func look(at name: String, _ session: AMQPSession) throws(AMQPFailure) -> QueueInfo {
        let source = sources[name]
        var info = QueueInfo(name: name, size: 0, unacknowledged: 0, subscribers: 0)
        guard let queue = try? topology.tasks(name) else { return info }
        do {
            let channel = source.map(\.channel).flatMap { $0 == 0 ? nil : $0 } ?? Self.inspecting
            // The first question overtakes what was handed back just now, and its answer a message on the way to us.
            // So a task is counted once at least, and where tasks move meanwhile perhaps twice.
            for _ in 0..<3 {
                let counts = try session.look(at: queue, on: channel)
                info.size = max(info.size, counts.messages)
                info.subscribers = max(0, counts.consumers - (source?.busyConsumers ?? 0))
            }
            info.unacknowledged = (source?.busyConsumers ?? 0) - (source?.unclaimed.count ?? 0)
            return info
        } catch .channel(Self.inspecting, AMQPFailure.notFound, _) {
            try session.openChannel(Self.inspecting)
            return info
        }
    }
}
