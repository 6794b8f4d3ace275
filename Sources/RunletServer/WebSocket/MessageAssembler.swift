package import NIOCore
package import NIOWebSocket

/// Puts frames together to messages, and knows what is no WebSocket (RFC 6455, 5 and 7). A value without side effects.
package struct MessageAssembler {
    package enum Result: Equatable {
        /// Nothing yet.
        case none
        case text(ByteBuffer)
        case ping(ByteBuffer)
        case pong(ByteBuffer)
        /// The client says goodbye, and maybe why.
        case close(UInt16?)
        /// The connection is of no more use.
        case violation(CloseCode, String)
    }

    /// Bytes of a message.
    private let limit: Int
    private var message: ByteBuffer?

    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether a message has begun and not ended.
    package var isOpen: Bool { message != nil }

    package mutating func take(_ frame: WebSocketFrame) -> Result {
        guard frame.maskKey != nil else { return .violation(.protocolError, "frames of clients must be masked") }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return .violation(.protocolError, "no extension was agreed on")
        }
        switch frame.opcode {
        case .text:
            guard message == nil else { return .violation(.protocolError, "the message before has not ended") }
            return add(frame.unmaskedData, isEnd: frame.fin)
        case .continuation:
            guard message != nil else { return .violation(.protocolError, "there is nothing to continue") }
            return add(frame.unmaskedData, isEnd: frame.fin)
        case .binary:
            return .violation(.unacceptableData, "messages are text")
        case .ping:
            return .ping(frame.unmaskedData)
        case .pong:
            return .pong(frame.unmaskedData)
        case .connectionClose:
            return Self.close(frame.unmaskedData)
        default:
            return .violation(.protocolError, "a frame of an unknown kind")
        }
    }

    private mutating func add(_ piece: ByteBuffer, isEnd: Bool) -> Result {
        guard (message?.readableBytes ?? 0) + piece.readableBytes <= limit else {
            return .violation(.messageTooLarge, "a message must be at most \(limit) bytes long")
        }
        // In place: a message may come in a great many pieces.
        if message == nil { message = piece } else { message?.writeImmutableBuffer(piece) }
        guard isEnd, let whole = message else { return .none }
        message = nil
        let isText = whole.withUnsafeReadableBytes { String(validating: $0, as: UTF8.self) != nil }
        return isText ? .text(whole) : .violation(.invalidText, "text must be UTF-8")
    }

    private static func close(_ data: ByteBuffer) -> Result {
        var data = data
        guard data.readableBytes > 0 else { return .close(nil) }
        guard let code = data.readInteger(as: UInt16.self) else { return .violation(.protocolError, "half a code") }
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: return .violation(.protocolError, "a code that is not for closing")
        }
        let isText = data.withUnsafeReadableBytes { String(validating: $0, as: UTF8.self) != nil }
        return isText ? .close(code) : .violation(.invalidText, "text must be UTF-8")
    }
}
