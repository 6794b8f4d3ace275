import Synchronization

/// How many requests were answered, by route and status.
final class RequestCounts: Sendable {
    struct Kind: Hashable {
        var method: String
        /// The route's path, with its parameters' names: as many as there are routes.
        var route: String
        var status: Int
    }

    private let state = Mutex<[Kind: Int]>([:])

    var counts: [Kind: Int] { state.withLock { $0 } }

    func count(_ kind: Kind) {
        state.withLock { $0[kind, default: 0] += 1 }
    }
}
