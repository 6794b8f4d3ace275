import Logging
import RunletCore

extension Consumer {
    // MARK: Events

    func open(eventsOf id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        if events[id]?.isEnded == true {
            events[id] = nil
            return
        }
        let channel = try newChannel(for: .events(id), session)
        try session.setPrefetch(EventSubscription.prefetch, on: channel)
        events[id]?.channel = channel
        try resume(id, session)
    }

    private func resume(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = events[id], subscription.consumer == nil, !subscription.isEnded else { return }
        let consumer = "\(newNumber())"
        events[id]?.consumer = consumer
        try session.consume(topology.events, as: consumer, on: subscription.channel)
    }

    private func pause(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = events[id], let consumer = subscription.consumer else { return }
        events[id]?.consumer = nil
        try session.cancel(consumer, on: subscription.channel)
    }

    func eventArrived(_ delivery: AMQPDelivery, _ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = events[id], !subscription.isEnded else {
            return try session.reject(delivery.tag, requeue: true, on: delivery.channel)
        }
        let event: TaskEvent
        do {
            event = try MessageFormat.decode(TaskEvent.self, from: delivery.message)
        } catch {
            logger.error(
                "event put aside", metadata: ["broker.dead": "\(topology.dead)", "error": "\(error)"])
            return try session.reject(delivery.tag, requeue: false, on: delivery.channel)
        }
        let size = delivery.message.body.count
        events[id]?.held[delivery.tag] = size
        events[id]?.bytes += size
        if subscription.bytes + size > EventSubscription.mostBytes { try pause(id, session) }
        let ticket = EventTicket(
            inbox, subscription: id, Ticket(generation: generation, tag: delivery.tag))
        subscription.continuation.yield(EventDelivery(event) { ticket.acknowledge() })
    }

    func settleEvent(
        _ id: UInt64, _ ticket: Ticket, isDone: Bool, _ session: AMQPSession?
    ) throws(AMQPFailure) {
        guard let session, ticket.generation == generation, let subscription = events[id],
            let size = subscription.held[ticket.tag]
        else { return }
        events[id]?.held[ticket.tag] = nil
        events[id]?.bytes -= size
        if isDone {
            try session.acknowledge(ticket.tag, on: subscription.channel)
        } else {
            try session.reject(ticket.tag, requeue: true, on: subscription.channel)
        }
        if subscription.isEnded {
            try forgetEndedEvents(id, session)
        } else if subscription.bytes - size <= EventSubscription.mostBytes / 2 {
            try resume(id, session)
        }
    }

    private func forgetEndedEvents(_ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        guard let subscription = events[id], subscription.isEnded, subscription.held.isEmpty else { return }
        events[id] = nil
        try closeChannel(subscription.channel, session)
    }

    // MARK: Commands

    func open(commandsOf id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        let channel = try newChannel(for: .commands(id), session)
        let queue = try session.declareOwnQueue(on: channel)
        try session.bind(queue, to: topology.commands, on: channel)
        try session.setPrefetch(CommandSubscription.prefetch, on: channel)
        try session.consume(queue, as: "\(newNumber())", on: channel)
        commands[id]?.channel = channel
        commands[id]?.ready?.resume()
        commands[id]?.ready = nil
    }

    func commandArrived(_ delivery: AMQPDelivery, _ id: UInt64, _ session: AMQPSession) throws(AMQPFailure) {
        let command: WorkerCommand
        do {
            command = try MessageFormat.decode(WorkerCommand.self, from: delivery.message)
        } catch {
            logger.warning("command not understood", metadata: ["error": "\(error)"])
            return try session.acknowledge(delivery.tag, on: delivery.channel)
        }
        let ticket = Ticket(generation: generation, tag: delivery.tag)
        commands[id]?.continuation.yield(
            CommandDelivery(command: command) { [inbox] in inbox.send(.settleCommand(id: id, ticket)) })
    }

    // MARK: Endings

    /// Nobody reads the stream any more.
    func unsubscribe(_ id: UInt64, _ session: AMQPSession?) throws(AMQPFailure) {
        if let subscription = commands.removeValue(forKey: id) {
            subscription.ready?.resume()
            // Its queue goes with its consumer.
            if let session { try closeChannel(subscription.channel, session) }
        }
        guard events[id] != nil else { return }
        guard let session, events[id]?.channel != 0 else {
            events[id] = nil
            return
        }
        try pause(id, session)
        events[id]?.isEnded = true
        try forgetEndedEvents(id, session)
    }

    private func closeChannel(_ channel: UInt16, _ session: AMQPSession) throws(AMQPFailure) {
        guard channel != 0 else { return }
        channels[channel] = nil
        try session.closeChannel(channel)
    }
}
