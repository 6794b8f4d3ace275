import Synchronization

/// What others ask of a connection's thread, in order.
final class Inbox<Request: Sendable>: Sendable {
    private struct State {
        var requests: [Request] = []
        var isClosed = false
    }

    let wakeUp: WakeUp
    private let state = Mutex(State())

    init() throws(RabbitMQError) {
        wakeUp = try WakeUp()
    }

    /// Returns false where nobody will look any more.
    @discardableResult
    func send(_ request: Request) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.requests.append(request)
            return (true, state.requests.count == 1)
        }
        if isFirst { wakeUp.signal() }
        return isTaken
    }

    func takeAll() -> [Request] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// Takes no more requests and gives the last ones.
    func close() -> [Request] {
        state.withLock { state in
            state.isClosed = true
            defer { state.requests = [] }
            return state.requests
        }
    }
}
