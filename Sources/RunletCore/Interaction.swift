/// How a run's standard input stays open while it goes on.
public enum Interaction: Hashable, Sendable, Codable {
    /// A pipe, open until ``TaskInput/end``.
    case pipe
    /// A terminal of this size at first: stdin, stdout and stderr in one, and all output is reported as stdout.
    case terminal(TerminalSize)
}
