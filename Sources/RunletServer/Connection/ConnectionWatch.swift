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

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        context.fireChannelInactive()
    }

    private func close() {
        let actions = state.withLock { state in
            state.isClosed = true
            defer { state.actions = [:] }
            return Array(state.actions.values)
        }
        for action in actions { action() }
    }
}
