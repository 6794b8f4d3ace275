import Logging
import RunletCore

extension Consumer {
    private static let mostHandedBack = 1024

    func receive(_ name: String, _ id: UInt64, _ receiver: ConsumerRequest.Receiver) {
        if isFinished { return receiver.resume(returning: nil) }
        if sources[name] == nil {
            do {
                sources[name] = TaskSource(name: name, queue: try topology.tasks(name))
            } catch {
                return receiver.resume(throwing: error)
            }
        }
        if let waiting = sources[name]?.unclaimed.first {
            sources[name]?.unclaimed.removeFirst()
            hand(waiting.task, waiting.ticket, name, to: receiver)
        } else {
            sources[name]?.receivers.append((id, receiver))
        }
    }

    private func hand(_ task: JobTask, _ ticket: Ticket, _ name: String, to receiver: ConsumerRequest.Receiver) {
        // The first settlement counts.
        let isSettled = Once()
        receiver.resume(
            returning: TaskDelivery(task: task) { [inbox] settlement in
                if isSettled.pass() { inbox.send(.settleTask(queue: name, ticket, settlement)) }
            })
    }

    /// Has as many consumers as receivers wait.
    func balance(_ name: String, _ session: AMQPSession) throws(AMQPFailure) {
        guard var source = sources[name] else { return }
        defer { sources[name] = source }
        if source.openConsumers < source.receivers.count {
            guard try open(&source, session) else { return }
            for _ in source.openConsumers..<source.receivers.count {
                let consumer = "\(newNumber())"
                source.consumers[consumer] = TaskSource.Consumer()
                try session.consume(source.queue, as: consumer, on: source.channel)
            }
        }
        guard source.hasSurplus else {
            source.surplusSince = nil
            return
        }
        guard let end = source.surplusEnd else {
            source.surplusSince = .now
            return
        }
        if ContinuousClock.now >= end { try release(&source, session) }
    }

    /// Opens the queue's channel. False where the server refuses the queue, which the receivers are told.
    private func open(_ source: inout TaskSource, _ session: AMQPSession) throws(AMQPFailure) -> Bool {
        guard source.channel == 0 else { return true }
        let channel = try newChannel(for: .tasks(source.name), session)
        do {
            try session.declareQueue(source.queue, topology.arguments(of: source.queue), on: channel)
        } catch .channel(_, _, let text) {
            channels[channel] = nil
            for (_, receiver) in source.receivers { receiver.resume(throwing: RabbitMQError.refused(text)) }
            source.receivers = []
            return false
        }
        try session.setPrefetch(1, on: channel)
        source.channel = channel
        return true
    }

    /// Ends the consumers that nobody waits for and gives back what they brought.
    private func release(_ source: inout TaskSource, _ session: AMQPSession) throws(AMQPFailure) {
        source.surplusSince = nil
        var ended = source.consumers.filter { $0.value.held == nil }.map(\.key)
        ended.removeLast(min(source.receivers.count, ended.count))
        for consumer in ended {
            source.consumers[consumer] = nil
            try session.cancel(consumer, on: source.channel)
        }
        for unclaimed in source.unclaimed.reversed() { try handBack(unclaimed.ticket, &source, session) }
        source.unclaimed = []
    }

    private func handBack(
        _ ticket: Ticket, _ source: inout TaskSource, _ session: AMQPSession
    ) throws(AMQPFailure) {
        // First the consumer, so that the message does not come back to it.
        if let consumer = source.consumer(of: ticket) {
            if let id = source.consumers[consumer]?.held?.messageID { rememberHandedBack(id) }
            source.consumers[consumer] = nil
            try session.cancel(consumer, on: source.channel)
        }
        try session.reject(ticket.tag, requeue: true, on: source.channel)
    }

    private func rememberHandedBack(_ id: String) {
        handedBack.append(id)
        if handedBack.count > Self.mostHandedBack { handedBack.removeFirst() }
    }

    func settle(
        _ name: String, _ ticket: Ticket, _ settlement: TaskDelivery.Settlement, _ session: AMQPSession?
    ) throws(AMQPFailure) {
        guard let session, ticket.generation == generation, var source = sources[name] else { return }
        defer { sources[name] = source }
        switch settlement {
        case .acknowledge:
            if let consumer = source.consumer(of: ticket) { source.consumers[consumer]?.held = nil }
            try session.acknowledge(ticket.tag, on: source.channel)
        case .requeue: try handBack(ticket, &source, session)
        }
    }

    func taskArrived(_ delivery: AMQPDelivery, _ name: String, _ session: AMQPSession) throws(AMQPFailure) {
        let ticket = Ticket(generation: generation, tag: delivery.tag)
        let message = delivery.message
        // The consumer may have been ended while this was on the way.
        guard sources[name]?.consumers[delivery.consumer] != nil else {
            if !delivery.isRedelivered || handedBack.contains(message.id) { rememberHandedBack(message.id) }
            return try session.reject(delivery.tag, requeue: true, on: delivery.channel)
        }
        sources[name]?.consumers[delivery.consumer]?.held = (ticket, message.id)
        let task: JobTask
        do {
            task = try MessageFormat.decode(JobTask.self, from: message)
        } catch {
            return try putAside(delivery, name, "\(error)", session)
        }
        let times = delivery.isRedelivered ? max(message.returns, message.deliveryCount) : message.returns
        if times >= Topology.mostDeliveries {
            tellFailure(of: task, times)
            return try putAside(delivery, name, "task came back \(times) times", session)
        }
        if delivery.isRedelivered, !topology.isQuorum {
            // Handed back here: nothing is wrong with it.
            if let index = handedBack.firstIndex(of: message.id) {
                handedBack.remove(at: index)
            } else {
                return replace(delivery, ticket, name)
            }
        }
        if let first = sources[name]?.receivers.first {
            sources[name]?.receivers.removeFirst()
            hand(task, ticket, name, to: first.receiver)
        } else {
            sources[name]?.unclaimed.append((ticket, task))
        }
    }

    /// Somebody had the task and was lost. Classic queues do not count that, so the task is published again with a
    /// count, behind the others, and this one is settled when the server has the new one.
    private func replace(_ delivery: AMQPDelivery, _ ticket: Ticket, _ name: String) {
        guard let queue = sources[name]?.queue else { return }
        var message = delivery.message
        message.returns += 1
        let outgoing = Outgoing(id: 0, destination: .queue(queue), message: message) { [inbox] result in
            let isDone = if case .success = result { true } else { false }
            inbox.send(.settleTask(queue: name, ticket, isDone ? .acknowledge : .requeue))
        }
        if !publisher.send(.publish(outgoing)) { inbox.send(.settleTask(queue: name, ticket, .requeue)) }
    }

    private func putAside(
        _ delivery: AMQPDelivery, _ name: String, _ reason: String, _ session: AMQPSession
    ) throws(AMQPFailure) {
        logger.error(
            "message put aside",
            metadata: [
                "queue": "\(name)", "broker.dead": "\(topology.dead)", "error": "\(reason)",
                "message.id": "\(delivery.message.id.prefix(64))",
            ])
        sources[name]?.consumers[delivery.consumer]?.held = nil
        try session.reject(delivery.tag, requeue: false, on: delivery.channel)
    }

    /// Its job would wait for it for ever.
    private func tellFailure(of task: JobTask, _ times: Int64) {
        let event = TaskEvent(
            jobID: task.jobID, taskID: task.id, attempt: task.attempt, node: task.node ?? "", at: .now(),
            kind: .failed("its workers were lost \(times) times"))
        guard let queue = try? topology.coordinator(task.owner),
            let body = try? MessageFormat.encode(CoordinatorMessage.news(event))
        else { return }
        let message = AMQPMessage(id: "\(task.id)-\(task.attempt)-failed", body: body, version: MessageFormat.version)
        publisher.send(.publish(Outgoing(id: 0, destination: .queue(queue), message: message) { _ in }))
    }
}
