import NIOCore
import Synchronization

/// Notices that a connection's client goes away, also while nothing is read from it.
///
/// Hummingbird's own way reads the rest of the connection, which then cannot carry another request; this one leaves it
/// alone, so that keep-alive connections stay alive. A client that closes only its sending side counts as gone.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private struct State {
        var isClosed = false
        var nextKey = 0
        var actions: [Int: @Sendable () -> Void] = [:]
        /// Whether the body of the request in progress has come to its end.
        var isBodyRead = false
        /// Closes the connection where no other request follows.
        var deadline: Scheduled<Void>?
    }

    private let state = Mutex(State())
    /// The watches of the open connections. Asking a pipeline for its handler would be a trip to its event loop and
    /// back, for each request.
    private static let open = Mutex<[ObjectIdentifier: ConnectionWatch]>([:])

    /// The watch of a connection; nil where it is closed already or was set up by somebody else.
    static func of(_ channel: any Channel) -> ConnectionWatch? {
        open.withLock { $0[ObjectIdentifier(channel)] }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let key = ObjectIdentifier(context.channel)
        Self.open.withLock { $0[key] = self }
        // Also where the pipeline is taken apart without the channel ever having been active.
        context.channel.closeFuture.whenComplete { _ in
            Self.open.withLock { _ = $0.removeValue(forKey: key) }
        }
    }

    var isClosed: Bool {
        state.withLock { $0.isClosed }
    }

    /// Calls `action` once when the client goes away: at once where it is gone already. It must return soon.
    ///
    /// - Returns: the key for ``forget(_:)``.
    func onClose(_ action: @escaping @Sendable () -> Void) -> Int? {
        let key: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextKey += 1
            state.actions[state.nextKey] = action
            return state.nextKey
        }
        if key == nil { action() }
        return key
    }

    /// Takes an action back.
    func forget(_ key: Int?) {
        guard let key else { return }
        state.withLock { state in _ = state.actions.removeValue(forKey: key) }
    }

    // MARK: The rest of a body that nobody read

    /// Another request has come: the one before is over.
    func requestBegan() {
        let deadline = state.withLock { state in
            state.isBodyRead = false
            defer { state.deadline = nil }
            return state.deadline
        }
        deadline?.cancel()
    }

    func bodyWasRead() {
        state.withLock { $0.isBodyRead = true }
    }

    var isBodyRead: Bool {
        state.withLock { $0.isBodyRead }
    }

    /// Closes the connection unless another request begins in time, whatever comes of the body meanwhile: each piece of
    /// it would count as activity.
    func expectRequest(on channel: any Channel, within timeout: TimeAmount) {
        let deadline = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        state.withLock { $0.deadline = deadline }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        context.fireChannelInactive()
    }

    private func close() {
        let (actions, deadline) = state.withLock { state in
            state.isClosed = true
            defer { (state.actions, state.deadline) = ([:], nil) }
            return (Array(state.actions.values), state.deadline)
        }
        deadline?.cancel()
        for action in actions { action() }
    }
}
