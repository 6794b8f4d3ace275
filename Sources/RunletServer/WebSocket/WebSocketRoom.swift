import Synchronization

/// How many WebSockets there may be. One can stay as long as its client answers, so that they must not take every
/// connection that the server has: somebody must still get in to see what is wrong.
package final class WebSocketRoom: Sendable {
    private let most: Int
    private let count = Atomic(0)

    package init(most: Int) {
        self.most = most
    }

    /// Whether there is room for another; it has to leave again.
    package func enter() -> Bool {
        guard count.add(1, ordering: .relaxed).newValue > most else { return true }
        leave()
        return false
    }

    package func leave() {
        count.subtract(1, ordering: .relaxed)
    }
}
