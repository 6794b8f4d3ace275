/// Publishes messages and waits for the server's confirmations, many at a time. What was not confirmed when a
/// connection was lost is published again over the next one.
final class Publisher: ConnectionRole {
    private static let channel: UInt16 = 1
    /// Queues are declared on a channel of their own, since a refusal closes it.
    private static let declaring: UInt16 = 2
    /// How many are sent before confirmations are read.
    private static let burst = 256
    private static let pauseAfterRejection = Duration.milliseconds(100)
    /// How many queues are remembered to be there. Coordinators come and go, each with a name of its own.
    private static let mostDeclared = 1024

    private let inbox: Inbox<PublisherRequest>
    private let topology: Topology
    /// Not sent, or to be sent again.
    private var waiting: [Outgoing] = []
    /// Sent and not confirmed, by delivery tag.
    private var unconfirmed: [UInt64: Outgoing] = [:]
    /// No tag below it is unconfirmed.
    private var oldestTag: UInt64 = 1
    private var nextTag: UInt64 = 1
    /// The messages that the server gave back before it confirmed them, by their ids.
    private var returned: Set<String> = []
    /// Messages whose queue was not there, to be sent again before all others.
    private var missed: [Outgoing] = []
    /// Messages that the server could not take, for later.
    private var rejected: [Outgoing] = []
    private var retryAt: ContinuousClock.Instant?
    private var abandoned: Set<UInt64> = []
    private var declared: Set<String> = []
    private var stopAt: ContinuousClock.Instant?

    private let ended: Countdown

    init(_ inbox: Inbox<PublisherRequest>, _ topology: Topology, _ ended: Countdown) {
        self.inbox = inbox
        self.topology = topology
        self.ended = ended
    }

    var isFinished: Bool {
        guard let stopAt else { return false }
        return (waiting.isEmpty && missed.isEmpty && unconfirmed.isEmpty && rejected.isEmpty)
            || ContinuousClock.now >= stopAt
    }

    var deadline: ContinuousClock.Instant? {
        if !waiting.isEmpty || !missed.isEmpty { return .now }
        return [retryAt, stopAt].compactMap(\.self).min()
    }

    func opened(_ session: AMQPSession) throws(AMQPFailure) {
        try openChannel(session)
        try session.openChannel(Self.declaring)
        declared = []
        try topology.declare(session, on: Self.declaring)
    }

    private func openChannel(_ session: AMQPSession) throws(AMQPFailure) {
        try session.openChannel(Self.channel)
        try session.selectConfirms(Self.channel)
        (oldestTag, nextTag) = (1, 1)
    }

    private func declare(_ queue: String, _ session: AMQPSession) throws(AMQPFailure) {
        guard !declared.contains(queue) else { return }
        try session.declareQueue(queue, topology.arguments(of: queue), on: Self.declaring)
        if declared.count >= Self.mostDeclared { declared = [] }
        declared.insert(queue)
    }

    func work(_ session: AMQPSession?) throws(AMQPFailure) {
        for request in inbox.takeAll() { take(request, isConnected: session != nil) }
        if let retryAt, ContinuousClock.now >= retryAt {
            waiting.append(contentsOf: rejected)
            rejected = []
            self.retryAt = nil
        }
        if let session {
            waiting.insert(contentsOf: missed, at: 0)
            missed = []
            try flush(session)
        }
    }

    private func take(_ request: PublisherRequest, isConnected: Bool) {
        switch request {
        case .publish(let outgoing):
            if !isConnected, outgoing.end != nil { return end(outgoing, .success(())) }
            waiting.append(outgoing)
        case .abandon(let id):
            abandoned.insert(id)
            if !isConnected { dropAbandoned() }
        case .stop(let instant): stopAt = instant
        }
    }

    private func flush(_ session: AMQPSession) throws(AMQPFailure) {
        var sent = 0
        defer { waiting.removeFirst(sent) }
        while sent < min(waiting.count, Self.burst) {
            let outgoing = waiting[sent]
            if let last = outgoing.end, ContinuousClock.now >= last {
                sent += 1
                end(outgoing, .success(()))
                continue
            }
            if case .queue(let queue) = outgoing.destination {
                do {
                    try declare(queue, session)
                } catch .channel(_, _, let text) {
                    sent += 1
                    try session.openChannel(Self.declaring)
                    end(outgoing, .failure(RabbitMQError.refused(text)))
                    continue
                }
            }
            // Counted first: where sending fails, it is unconfirmed like the others.
            sent += 1
            unconfirmed[nextTag] = outgoing
            nextTag += 1
            switch outgoing.destination {
            case .queue(let queue):
                try session.publish(outgoing.message, exchange: "", key: queue, isMandatory: true, on: Self.channel)
            case .fanout(let fanout):
                try session.publish(
                    outgoing.message, exchange: topology.exchange(of: fanout), key: "", isMandatory: false,
                    on: Self.channel)
            }
        }
    }

    func handle(_ event: AMQPEvent, _ session: AMQPSession) throws(AMQPFailure) {
        switch event {
        case .confirmed(let tag, let multiple):
            for outgoing in settle(tag, multiple: multiple) { confirm(outgoing) }
        case .rejected(let tag, let multiple):
            rejected.append(contentsOf: settle(tag, multiple: multiple))
            if retryAt == nil { retryAt = .now + Self.pauseAfterRejection }
        case .returned(let message): returned.insert(message.id)
        case .channelClosed(Self.channel, let code, let text): try channelClosed(code, text, session)
        case .channelClosed(_, _, let text): throw .lost(text)
        case .delivery, .consumerCancelled: break
        }
    }

    private func settle(_ tag: UInt64, multiple: Bool) -> [Outgoing] {
        guard multiple else { return unconfirmed.removeValue(forKey: tag).map { [$0] } ?? [] }
        guard tag >= oldestTag, tag < nextTag else { return [] }
        defer { oldestTag = tag + 1 }
        return (oldestTag...tag).compactMap { unconfirmed.removeValue(forKey: $0) }
    }

    private func confirm(_ outgoing: Outgoing) {
        guard returned.remove(outgoing.message.id) != nil, case .queue(let queue) = outgoing.destination else {
            return end(outgoing, .success(()))
        }
        // Somebody deleted the queue. It is made again, once.
        declared.remove(queue)
        guard !outgoing.isSecondTry else {
            return end(outgoing, .failure(RabbitMQError.refused("the queue \(queue) does not exist")))
        }
        var again = outgoing
        again.isSecondTry = true
        missed.append(again)
    }

    /// The server did not like a message and does not say which: one that is too large for it. The others go again.
    private func channelClosed(_ code: UInt16, _ text: String, _ session: AMQPSession) throws(AMQPFailure) {
        // Somebody deleted an exchange. It is made again with the next connection.
        if code == AMQPFailure.notFound { throw .lost(text) }
        guard let largest = unconfirmed.max(by: { $0.value.message.body.count < $1.value.message.body.count })
        else { throw .lost(text) }
        unconfirmed[largest.key] = nil
        end(largest.value, .failure(RabbitMQError.refused(text)))
        takeBackUnconfirmed()
        try openChannel(session)
    }

    func settled(_ session: AMQPSession) {}

    func closed() {
        takeBackUnconfirmed()
        returned = []
        dropAbandoned()
        for outgoing in waiting where outgoing.end != nil { end(outgoing, .success(())) }
        waiting.removeAll { $0.end != nil }
    }

    private func takeBackUnconfirmed() {
        waiting = missed + unconfirmed.sorted { $0.key < $1.key }.map(\.value) + waiting
        (missed, unconfirmed) = ([], [:])
    }

    private func dropAbandoned() {
        let dropped = waiting.filter { abandoned.contains($0.id) }
        waiting.removeAll { abandoned.contains($0.id) }
        for outgoing in dropped { end(outgoing, .failure(CancellationError())) }
        abandoned.formIntersection(rejected.map(\.id))
    }

    private func end(_ outgoing: Outgoing, _ result: Result<Void, any Error>) {
        if !abandoned.isEmpty { abandoned.remove(outgoing.id) }
        outgoing.done(result)
    }

    func finish() {
        for request in inbox.close() { take(request, isConnected: true) }
        takeBackUnconfirmed()
        let left = waiting + rejected
        (waiting, rejected) = ([], [])
        for outgoing in left { outgoing.done(.failure(RabbitMQError.stopped)) }
        ended.signal()
    }
}
