import Logging
import RunletCore

extension Consumer {
    // MARK: Messages

    func read(
        _ id: UInt64, _ subscription: MessageSubscription, _ ready: CheckedContinuation<Void, any Error>,
        _ session: AMQPSession?
    ) throws(AMQPFailure) {
        messages[id] = subscription
        guard let session else { return ready.resume() }
        do {
            try open(messagesOf: id, session)
            ready.resume()
        } catch .channel(let channel, _, let text) {
            channels[channel] = nil
            messages[id] = nil
            ready.resume(throwing: RabbitMQError.refused(text))
        } catch {
            // Over the next connection.
            ready.resume()
            throw error
        }
    }

    func open(messagesOf id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = messages[id], !subscription.isEnded else {
            messages[id] = nil
            return
        }
        let channel = try newChannel(for: .messages(id), session)
        try session.declareQueue(subscription.queue, topology.arguments(of: subscription.queue), on: channel)
        try session.setPrefetch(MessageSubscription.prefetch, on: channel)
        messages[id]?.channel = channel
        try resume(id, session)
    }

    private func resume(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = messages[id], subscription.consumer == nil, !subscription.isEnded else { return }
        let consumer = "\(newNumber())"
        messages[id]?.consumer = consumer
        try session.consume(subscription.queue, as: consumer, on: subscription.channel)
    }

    private func pause(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = messages[id], let consumer = subscription.consumer else { return }
        messages[id]?.consumer = nil
        try session.cancel(consumer, on: subscription.channel)
    }

    func messageArrived(_ delivery: AMQPDelivery, _ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let stream = messages[id]?.stream else {
            return try session.reject(delivery.tag, requeue: true, on: delivery.channel)
        }
        let message: CoordinatorMessage
        do {
            message = try MessageFormat.decode(CoordinatorMessage.self, from: delivery.message)
        } catch {
            logger.error("message put aside", metadata: ["broker.dead": "\(topology.dead)", "error": "\(error)"])
            return try session.reject(delivery.tag, requeue: false, on: delivery.channel)
        }
        let size = delivery.message.body.count
        messages[id]?.held[delivery.tag] = size
        messages[id]?.bytes += size
        if messages[id]?.bytes ?? 0 > MessageSubscription.mostBytes { try pause(id, session) }
        let ticket = MessageTicket(inbox, subscription: id, Ticket(generation: generation, tag: delivery.tag))
        stream.yield(MessageDelivery(message) { ticket.acknowledge() })
    }

    func settleMessage(
        _ id: UInt64, _ ticket: Ticket, isDone: Bool, _ session: AMQPSession?
    ) throws(AMQPFailure) {
        guard let session, ticket.generation == generation,
            let size = messages[id]?.held.removeValue(forKey: ticket.tag), let channel = messages[id]?.channel
        else { return }
        messages[id]?.bytes -= size
        if isDone {
            messages[id]?.acknowledged.append(ticket.tag)
        } else {
            try session.reject(ticket.tag, requeue: true, on: channel)
        }
        unsaid.insert(id)
    }

    /// Tells the server at once what was acknowledged since.
    func sayAcknowledged(_ session: AMQPSession) throws(AMQPFailure) {
        defer { unsaid.removeAll(keepingCapacity: true) }
        for id in unsaid {
            guard let (all, single) = messages[id]?.takeAcknowledged(), let subscription = messages[id] else {
                continue
            }
            if let all { try session.acknowledge(all, multiple: true, on: subscription.channel) }
            for tag in single { try session.acknowledge(tag, on: subscription.channel) }
            if subscription.isEnded {
                try forgetEnded(id, session)
            } else if subscription.bytes <= MessageSubscription.mostBytes / 2 {
                try resume(id, session)
            }
        }
    }

    private func forgetEnded(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = messages[id], subscription.isEnded, subscription.held.isEmpty,
            subscription.acknowledged.isEmpty
        else { return }
        messages[id] = nil
        try closeChannel(subscription.channel, session)
    }

    // MARK: Fan-outs

    func open(listener id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let fanout = listeners[id]?.fanout else { return }
        let channel = try newChannel(for: .fanout(id), session)
        let queue = try session.declareOwnQueue(fanout.arguments, on: channel)
        try session.bind(queue, to: topology.exchange(of: fanout), on: channel)
        try session.setPrefetch(Fanout.prefetch, on: channel)
        try session.consume(queue, as: "\(newNumber())", on: channel)
        listeners[id]?.channel = channel
        listeners[id]?.ready?.resume()
        listeners[id]?.ready = nil
    }

    func fanoutArrived(_ delivery: AMQPDelivery, _ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        let ticket = Ticket(generation: generation, tag: delivery.tag)
        do {
            try listeners[id]?.tell(delivery.message) { [inbox] in inbox.send(.taken(id: id, ticket)) }
        } catch {
            logger.warning("message not understood", metadata: ["error": "\(error)"])
            try session.acknowledge(delivery.tag, on: delivery.channel)
        }
    }

    // MARK: Endings

    /// Nobody reads the stream any more.
    func unsubscribe(_ id: UInt64, _ session: AMQPSession?) throws(AMQPFailure) {
        if let listener = listeners.removeValue(forKey: id) {
            listener.ready?.resume()
            // Its queue goes with its consumer.
            if let session { try closeChannel(listener.channel, session) }
        }
        guard messages[id] != nil else { return }
        // What is still in it is given back when its reader lets go of it, too.
        messages[id]?.stream = nil
        guard let session, messages[id]?.channel != 0 else {
            messages[id] = nil
            return
        }
        try pause(id, session)
        try forgetEnded(id, session)
    }

    private func closeChannel(_ channel: UInt16, _ session: AMQPSession) throws(AMQPFailure) {
        guard channel != 0 else { return }
        channels[channel] = nil
        try session.closeChannel(channel)
    }
}
