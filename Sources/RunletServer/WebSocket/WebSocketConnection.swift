import NIOCore

/// A WebSocket as tasks see it.
struct WebSocketConnection: Sendable {
    /// The client is gone.
    struct Gone: Error {}

    private let handler: NIOLoopBound<WebSocketHandler>

    /// On the connection's event loop.
    init(_ handler: WebSocketHandler, _ context: ChannelHandlerContext) {
        self.handler = NIOLoopBound(handler, eventLoop: context.eventLoop)
    }

    /// Tells the session what has happened. In order.
    func tell(_ event: WebSessionMachine.Event) {
        handler.eventLoop.execute { [handler] in handler.value.handle(event) }
    }

    /// Gives a message back that was decoded off the event loop.
    func decoded(_ event: WebSessionMachine.Event) {
        handler.eventLoop.execute { [handler] in handler.value.decoded(event) }
    }

    /// Sends events, and returns when the connection has taken them: a slow client slows only itself.
    ///
    /// - Parameter then: what the session is told after that was written.
    func send(_ events: [ByteBuffer], then news: [WebSessionMachine.Event]) async throws {
        try await handler.eventLoop.flatSubmit { [handler] in
            let taken = handler.value.send(events)
            for event in news { handler.value.handle(event) }
            return taken ?? handler.eventLoop.makeFailedFuture(Gone())
        }.get()
    }
}
