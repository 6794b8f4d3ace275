/// The names that we have at the server, and what the queues are.
struct Topology: Sendable {
    /// How often a task may come back without an end before it is put aside.
    static let mostDeliveries = 20
    /// RabbitMQ's levels 0...9; more would cost it memory for each.
    static let priorities = 10
    /// The most bytes of dead letters that are kept; the oldest go first.
    static let mostDeadBytes = 256 << 20

    /// How long a coordinator's queue is kept while nobody reads it, in milliseconds: a day.
    static let unreadTime: Int64 = 24 * 3600 * 1000

    let prefix: String
    let isQuorum: Bool

    /// What cannot be read, and what came back too often.
    var dead: String { prefix + "dead" }
    private var coordinators: String { prefix + "coordinator." }

    func tasks(_ queue: String) throws(RabbitMQError) -> String {
        try name(prefix + "tasks.", queue)
    }

    /// The queue of the messages to a coordinator.
    func coordinator(_ coordinator: String) throws(RabbitMQError) -> String {
        try name(coordinators, coordinator)
    }

    private func name(_ start: String, _ end: String) throws(RabbitMQError) -> String {
        let name = start + end
        guard name.utf8.count <= 255 else { throw .queueName(bytes: end.utf8.count) }
        return name
    }

    func exchange(of fanout: Fanout) -> String {
        switch fanout {
        case .commands: prefix + "commands"
        case .reports: prefix + "reports"
        }
    }

    /// Declares what is there for everybody.
    func declare(_ session: AMQPSession, on channel: UInt16) throws(AMQPFailure) {
        try session.declareQueue(dead, arguments(of: dead), on: channel)
        for fanout in Fanout.allCases { try session.declareFanout(exchange(of: fanout), on: channel) }
    }

    private var kind: AMQPArgument { .text("x-queue-type", isQuorum ? "quorum" : "classic") }

    /// What is rejected goes to the dead letters.
    private var deadLetters: [AMQPArgument] {
        [.text("x-dead-letter-exchange", ""), .text("x-dead-letter-routing-key", dead)]
    }

    func arguments(of queue: String) -> [AMQPArgument] {
        if queue == dead { return [kind, .number("x-max-length-bytes", Int64(Self.mostDeadBytes))] }
        if queue.hasPrefix(coordinators) { return [kind, .number("x-expires", Self.unreadTime)] + deadLetters }
        if isQuorum { return [kind] + deadLetters }
        return [kind, .number("x-max-priority", Int64(Self.priorities))] + deadLetters
    }
}
