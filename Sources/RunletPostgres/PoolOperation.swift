import Synchronization

/// Something to do on a connection, and who waits for it.
final class PoolOperation: Sendable {
    /// Does it, perhaps again on another connection, and tells whoever waits.
    typealias Attempt = (PostgresConnection) throws -> Void

    let deadline: ContinuousClock.Instant
    /// Makes what is done. What that keeps from one attempt to the next never leaves the thread.
    let makeAttempt: @Sendable () -> Attempt
    /// Tells whoever waits that it failed.
    let fail: @Sendable (any Error) -> Void
    private let cancellation = Atomic(false)

    init(
        deadline: ContinuousClock.Instant, makeAttempt: @escaping @Sendable () -> Attempt,
        fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.deadline = deadline
        self.makeAttempt = makeAttempt
        self.fail = fail
    }

    var isCancelled: Bool { cancellation.load(ordering: .relaxed) }

    func cancel() {
        cancellation.store(true, ordering: .relaxed)
    }
}
