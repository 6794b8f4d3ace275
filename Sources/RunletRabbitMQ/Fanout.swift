/// What everybody is told who listens at the time, over an exchange of its own.
enum Fanout: CaseIterable, Hashable, Sendable {
    /// To the workers.
    case commands
    /// To the coordinators.
    case reports

    /// How many messages a listener holds that were not taken; the others wait at the server.
    static let prefetch: UInt16 = 16

    /// Of a listener's own queue. Reports make way for newer ones.
    var arguments: [AMQPArgument] {
        switch self {
        case .commands: []
        case .reports: [.number("x-max-length", 256), .number("x-message-ttl", 5000)]
        }
    }

    /// How long a message is worth sending; nil where it waits for the connection, however long that takes.
    var patience: Duration? {
        switch self {
        case .commands: nil
        case .reports: .seconds(5)
        }
    }
}
