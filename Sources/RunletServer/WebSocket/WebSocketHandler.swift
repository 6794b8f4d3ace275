import DequeModule
import NIOCore
import NIOWebSocket
import RunletEngine

/// A connection that has become a WebSocket: frames in and out, the pulse, and how it ends. What messages mean is the
/// ``WebSessionMachine``'s; runs are carried out by ``WebSocketRun``.
///
/// While nobody runs anything there is no task, only this.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// How long the client may take to say goodbye too.
    private static let goodbyeTimeout = TimeAmount.seconds(5)
    /// Larger messages are decoded elsewhere: many connections share the event loop. In bytes.
    private static let smallMessage = 16 << 10

    private let service: WebSocketService
    /// As the rate limit knows it.
    private let client: String
    private var machine = WebSessionMachine()
    private var assembler: MessageAssembler
    private var pulse: WebSocketPulse
    private var context: ChannelHandlerContext?
    private var nextLook: Scheduled<Void>?
    private var writes = 0
    /// Whether there is nothing more to say.
    private var isClosing = false
    /// Whether the connection wants to read, and waits until the client has taken what is there for it.
    private var isReadHeld = false
    /// Messages behind one that is being decoded. As few as one read brings: nothing more is read meanwhile.
    private var undecoded: Deque<ByteBuffer> = []
    private var isDecoding = false

    init(_ service: WebSocketService, client: String) {
        self.service = service
        self.client = client
        assembler = MessageAssembler(limit: service.messageLimit)
        pulse = WebSocketPulse(messageTimeout: service.services.options.bodyTimeout)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        scheduleLook()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        gone()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        gone()
        context.fireChannelInactive()
    }

    private func gone() {
        nextLook?.cancel()
        nextLook = nil
        isClosing = true
        handle(.closed)
    }

    // MARK: In

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else {
            // Only the answer to our goodbye is of interest.
            if unwrapInboundIn(data).opcode == .connectionClose { context.close(promise: nil) }
            return
        }
        switch assembler.take(unwrapInboundIn(data)) {
        case .none: break
        case .text(let text):
            undecoded.append(text)
            decode()
        case .ping(let data): send(WebSocketFrame(fin: true, opcode: .pong, data: data))
        case .pong(var data): if let number = data.readInteger(as: UInt64.self) { pulse.pong(number) }
        case .close(let code): answerGoodbye(code, context)
        case .violation(let code, let reason): close(code, reason)
        }
    }

    /// Decodes what there is, in order.
    private func decode() {
        while !isDecoding, !isClosing, let text = undecoded.popFirst() {
            guard text.readableBytes > Self.smallMessage, let context else {
                handle(Self.event(text))
                continue
            }
            isDecoding = true
            Self.decode(text, for: WebSocketConnection(self, context))
        }
    }

    private static func decode(_ text: ByteBuffer, for connection: WebSocketConnection) {
        Task { connection.decoded(event(text)) }
    }

    /// A message that was decoded elsewhere.
    func decoded(_ event: WebSessionMachine.Event) {
        isDecoding = false
        guard !isClosing else { return }
        handle(event)
        decode()
        if let context { resumeReading(context) }
    }

    private static func event(_ text: ByteBuffer) -> WebSessionMachine.Event {
        do {
            return .message(try ClientMessage(parsing: text))
        } catch let error as APIError {
            return .faulty(error)
        } catch {
            return .faulty(.badRequest("malformed message"))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After the first one the decoder says of everything that comes that it cannot go on.
        guard !isClosing else { return }
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            close(.messageTooLarge, "a message must be at most \(service.messageLimit) bytes long")
        case is NIOWebSocketError:
            close(.protocolError, "a frame that cannot be")
        default:
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            handle(.stopping)
        case ChannelEvent.inputClosed:
            // Closing only the sending side is going away too.
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func read(context: ChannelHandlerContext) {
        // Every message may have an answer: a client that takes none must not ask for more.
        if context.channel.isWritable, !isDecoding { context.read() } else { isReadHeld = true }
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadHeld, context.channel.isWritable, !isDecoding else { return }
        isReadHeld = false
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resumeReading(context)
        context.fireChannelWritabilityChanged()
    }

    // MARK: The session

    func handle(_ event: WebSessionMachine.Event) {
        for action in machine.handle(event) { perform(action) }
    }

    private func perform(_ action: WebSessionMachine.Action) {
        let coordinator = service.services.coordinator
        if case .cancel(let id) = action {
            // Also for a connection that is gone by now: the cancellation must get through.
            Task { _ = try? await coordinator.cancel(id) }
            return
        }
        guard let context else { return }
        let connection = WebSocketConnection(self, context)
        switch action {
        case .submit(let snippet, let interaction):
            let run = WebSocketRun(
                services: service.services, connection: connection, client: client, logger: service.logger)
            Task { await run.carryOut(snippet, interaction) }
        case .send(let input, let id):
            Task {
                try? await coordinator.send(input, to: id)
                connection.tell(.sent)
            }
        case .cancel:
            break
        case .tell(let error):
            send(Self.frame(EventMessage(error).frameText))
        case .close:
            close(.goingAway, "the server is stopping")
        }
    }

    /// Sends events of a run. The future succeeds when the connection has taken them all.
    func send(_ texts: [ByteBuffer]) -> EventLoopFuture<Void>? {
        guard let context, !isClosing else { return nil }
        guard let last = texts.last else { return context.eventLoop.makeSucceededVoidFuture() }
        for text in texts.dropLast() { write(Self.frame(text), context) }
        let promise = context.eventLoop.makePromise(of: Void.self)
        write(Self.frame(last), context, promise)
        context.flush()
        return promise.futureResult
    }

    // MARK: Out

    private static func frame(_ text: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: text)
    }

    private func send(_ frame: WebSocketFrame) {
        guard let context, !isClosing else { return }
        write(frame, context)
        context.flush()
    }

    private func write(
        _ frame: WebSocketFrame, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil
    ) {
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess { self.writes += 1 }
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    // MARK: The end

    private func answerGoodbye(_ code: UInt16?, _ context: ChannelHandlerContext) {
        let channel = context.channel
        sayGoodbye(code ?? CloseCode.normal.rawValue, "", context).whenComplete { _ in channel.close(promise: nil) }
    }

    private func close(_ code: CloseCode, _ reason: String) {
        guard let context, !isClosing else { return }
        _ = sayGoodbye(code.rawValue, reason, context)
        // Closing at once would destroy what the client has not read yet.
        let channel = context.channel
        context.eventLoop.scheduleTask(in: Self.goodbyeTimeout) { channel.close(promise: nil) }
    }

    private func sayGoodbye(_ code: UInt16, _ reason: String, _ context: ChannelHandlerContext) -> EventLoopFuture<Void>
    {
        isClosing = true
        handle(.closed)
        var data = ByteBuffer(integer: code)
        // A control frame has room for 125 bytes.
        data.writeString(String(reason.prefix(120)))
        return context.writeAndFlush(
            wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data)))
    }

    // MARK: The pulse

    private func scheduleLook() {
        nextLook = context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(WebSocketPulse.interval))) {
            self.look()
        }
    }

    private func look() {
        guard let context else { return }
        let pending = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        switch pulse.look(pendingBytes: pending, writes: writes, isMessageOpen: assembler.isOpen) {
        case .none: break
        case .ping(let number): send(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(integer: number)))
        case .late: close(.policyViolation, "a message takes too long")
        case .lost: return context.close(promise: nil)
        }
        scheduleLook()
    }
}
