import RunletCore

/// A command in a worker's hands.
struct CommandDelivery: Sendable {
    let command: WorkerCommand
    let taken: @Sendable () -> Void
}
