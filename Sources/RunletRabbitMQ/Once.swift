import Synchronization

/// Lets the first one pass.
final class Once: Sendable {
    private let isUsed = Atomic(false)

    func pass() -> Bool {
        !isUsed.exchange(true, ordering: .relaxed)
    }
}
