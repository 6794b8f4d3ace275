import Synchronization

/// Something to do on a connection, and who waits for it.
final class PoolOperation: Sendable {
    let deadline: ContinuousClock.Instant
    /// Whether one statement is likely to do it, which may share a transaction with those of other operations.
    let isShareable: Bool
    /// Makes what is done. What that keeps from one attempt to the next never leaves the thread.
    let makeAttempt: @Sendable () -> PoolAttempt
    /// Tells whoever waits that it failed.
    let fail: @Sendable (any Error) -> Void
    private let cancellation = Atomic(false)

    init(
        deadline: ContinuousClock.Instant, isShareable: Bool, makeAttempt: @escaping @Sendable () -> PoolAttempt,
        fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.deadline = deadline
        self.isShareable = isShareable
        self.makeAttempt = makeAttempt
        self.fail = fail
    }

    var isCancelled: Bool { cancellation.load(ordering: .relaxed) }

    func cancel() {
        cancellation.store(true, ordering: .relaxed)
    }
}
