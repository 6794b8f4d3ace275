import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Turns a connection into a WebSocket where a request asks for one; other requests pass.
///
/// Stands right behind ``RequestFraming``. A connection that has carried requests before may become one too, as a proxy
/// may want it.
final class WebSocketUpgrade: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// So many requests of HTTP are being answered.
        case http(Int)
        /// A request for a WebSocket is being read.
        case asked(HTTPRequestHead)
        /// It was read.
        case ready(HTTPRequestHead)
        case refused
    }

    private let service: WebSocketService
    private var state = State.http(0)

    init(_ service: WebSocketService) {
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.http(0), .head(let head)) where WebSocketHandshake.isMeant(by: head):
            state = .asked(head)
            return
        case (.http(let count), .head):
            state = .http(count + 1)
        case (.http, _):
            break
        case (.asked(let head), .end):
            state = .ready(head)
            return
        case (.asked, _), (.ready, _), (.refused, _):
            return
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .http(let count) = state, case .end = unwrapOutboundIn(data) { state = .http(max(0, count - 1)) }
        context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Not before: the decoder is still at work while it hands the request's end over.
        if case .ready(let head) = state { answer(head, context) }
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        do throws(APIError) {
            let client = service.services.clients.client(
                context.channel.remoteAddress, forwarded: head.headers["x-forwarded-for"])
            if let problem = service.services.limiter?.problem(with: client) { throw problem }
            let handshake = try WebSocketHandshake(head, service.policy)
            guard service.room.enter() else {
                throw APIError.retry(.serviceUnavailable, after: 5, "there are too many WebSockets")
            }
            context.channel.closeFuture.whenComplete { [room = service.room] _ in room.leave() }
            upgrade(handshake, head, client, context)
        } catch {
            state = .refused
            RefusedRequest.answer(error, context)
        }
    }

    private func upgrade(
        _ handshake: WebSocketHandshake, _ head: HTTPRequestHead, _ client: String, _ context: ChannelHandlerContext
    ) {
        let extra: HTTPHeaders = handshake.namesVersion ? ["Sec-WebSocket-Protocol": WebSocketHandshake.version] : [:]
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(extra) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        let me = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        upgrader.buildUpgradeResponse(channel: context.channel, upgradeRequest: head, initialResponseHeaders: [:])
            .whenComplete { result in
                let (handler, context) = me.value
                switch result {
                case .success(let headers): handler.switchOver(headers, client, context)
                case .failure: context.close(promise: nil)
                }
            }
    }

    /// Says yes, takes HTTP out of the pipeline and puts the WebSocket in. What is behind us stays and hears no more.
    private func switchOver(_ headers: HTTPHeaders, _ client: String, _ context: ChannelHandlerContext) {
        ConnectionWatch.of(context.channel)?.requestBegan()
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        let pipeline = context.pipeline.syncOperations
        do {
            let handler = WebSocketHandler(service, client: client)
            try pipeline.addHandlers(
                [
                    WebSocketFrameEncoder(),
                    ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: service.messageLimit)), handler,
                ], position: .after(self))
            try remove(HTTPResponseEncoder.self, pipeline)
            try remove(ByteToMessageHandler<HTTPRequestDecoder>.self, pipeline)
            try remove(RequestFraming.Meter.self, pipeline)
            try remove(RequestFraming.self, pipeline)
            // It would close what has no request.
            try remove(HTTPConnectionStateHandler.self, pipeline)
            pipeline.removeHandler(context: context, promise: nil)
        } catch {
            // Not the pipeline that this was written for: nobody is served by half of it.
            context.close(promise: nil)
        }
    }

    private func remove<Handler: RemovableChannelHandler>(
        _ type: Handler.Type, _ pipeline: ChannelPipeline.SynchronousOperations
    ) throws {
        pipeline.removeHandler(context: try pipeline.context(handlerType: type), promise: nil)
    }
}
