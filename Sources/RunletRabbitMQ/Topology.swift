/// The names that we have at the server, and what the queues are.
struct Topology: Sendable {
    /// How often a task may come back without an end before it is put aside.
    static let mostDeliveries = 20
    /// RabbitMQ's levels 0...9; more would cost it memory for each.
    static let priorities = 10
    /// The most bytes of dead letters that are kept; the oldest go first.
    static let mostDeadBytes = 256 << 20

    let prefix: String
    let isQuorum: Bool

    /// News of workers for the coordinators.
    var events: String { prefix + "events" }
    /// What cannot be read, and what came back too often.
    var dead: String { prefix + "dead" }
    /// The fanout exchange to the workers.
    var commands: String { prefix + "commands" }

    func tasks(_ queue: String) throws(RabbitMQError) -> String {
        let name = prefix + "tasks." + queue
        guard name.utf8.count <= 255 else { throw .queueName(bytes: queue.utf8.count) }
        return name
    }

    private var kind: AMQPArgument { .text("x-queue-type", isQuorum ? "quorum" : "classic") }

    /// What is rejected goes to the dead letters.
    private var deadLetters: [AMQPArgument] {
        [.text("x-dead-letter-exchange", ""), .text("x-dead-letter-routing-key", dead)]
    }

    func arguments(of queue: String) -> [AMQPArgument] {
        if queue == dead { return [kind, .number("x-max-length-bytes", Int64(Self.mostDeadBytes))] }
        if queue == events || isQuorum { return [kind] + deadLetters }
        return [kind, .number("x-max-priority", Int64(Self.priorities))] + deadLetters
    }
}
