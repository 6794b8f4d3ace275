import CRabbitMQ
import FoundationEssentials
import Glibc

/// What the server tells us.
extension AMQPSession {
    /// No message of RabbitMQ's is larger.
    private static let mostBytes: UInt64 = 512 << 20

    /// Whether something has arrived that the socket does not show any more.
    var hasArrived: Bool {
        amqp_frames_enqueued(connection) != 0 || amqp_data_in_buffer(connection) != 0
    }

    /// The next event; nil where there is none yet. Also keeps the heartbeat, so it must be called every few seconds.
    func next() throws(AMQPFailure) -> AMQPEvent? {
        while true {
            var frame = amqp_frame_t()
            var noTime = timeval()
            let status = amqp_simple_wait_frame_noblock(connection, &frame, &noTime)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            guard status == 0 else { throw .lost(Self.text(status)) }
            // What the frame points to is copied by then.
            defer { amqp_maybe_release_buffers_on_channel(connection, frame.channel) }
            if let event = try event(of: frame) { return event }
        }
    }

    private func event(of frame: amqp_frame_t) throws(AMQPFailure) -> AMQPEvent? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: return try event(of: frame.payload.method, on: frame.channel)
        case AMQP_FRAME_HEADER:
            let size = frame.payload.properties.body_size
            guard size <= Self.mostBytes, let decoded = frame.payload.properties.decoded else {
                throw .lost("a message of \(size) bytes")
            }
            var message = Self.message(decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee)
            message.body.reserveCapacity(Int(size))
            arriving[frame.channel]?.message = message
            arriving[frame.channel]?.missing = size
        case AMQP_FRAME_BODY:
            let piece = frame.payload.body_fragment
            guard let start = piece.bytes, UInt64(piece.len) <= arriving[frame.channel]?.missing ?? 0 else {
                throw .lost("a body without its header")
            }
            arriving[frame.channel]?.message?.body.append(
                start.assumingMemoryBound(to: UInt8.self), count: piece.len)
            arriving[frame.channel]?.missing -= UInt64(piece.len)
        default: return nil
        }
        guard let event = arriving[frame.channel]?.event(on: frame.channel) else { return nil }
        arriving[frame.channel] = nil
        return event
    }

    private func event(of method: amqp_method_t, on channel: UInt16) throws(AMQPFailure) -> AMQPEvent? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQPMethod.basicDeliver:
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            arriving[channel] = ArrivingMessage(
                .delivered(
                    consumer: Self.text(deliver.consumer_tag), tag: deliver.delivery_tag,
                    isRedelivered: deliver.redelivered != 0))
        case AMQPMethod.basicReturn: arriving[channel] = ArrivingMessage(.returned)
        case AMQPMethod.basicAck:
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(ack.delivery_tag, multiple: ack.multiple != 0)
        case AMQPMethod.basicNack:
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .rejected(nack.delivery_tag, multiple: nack.multiple != 0)
        case AMQPMethod.basicCancel: return .consumerCancelled(channel: channel)
        case AMQPMethod.channelClose:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            let text = Self.text(close.reply_text)
            try confirmClosing(channel)
            return .channelClosed(channel, code: close.reply_code, text)
        case AMQPMethod.connectionClose:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            let text = Self.text(close.reply_text)
            var answer = amqp_connection_close_ok_t()
            _ = amqp_send_method(connection, 0, AMQPMethod.connectionCloseOk, &answer)
            throw .lost(text)
        default: break
        }
        return nil
    }

    private static func message(_ properties: amqp_basic_properties_t) -> AMQPMessage {
        func has(_ flag: Int32) -> Bool { properties._flags & amqp_flags_t(flag) != 0 }
        var message = AMQPMessage(id: "", body: Data())
        if has(AMQP_BASIC_MESSAGE_ID_FLAG) { message.id = text(properties.message_id) }
        if has(AMQP_BASIC_PRIORITY_FLAG) { message.priority = properties.priority }
        if has(AMQP_BASIC_DELIVERY_MODE_FLAG) { message.isPersistent = properties.delivery_mode == 2 }
        guard has(AMQP_BASIC_HEADERS_FLAG), let entries = properties.headers.entries else { return message }
        for entry in UnsafeBufferPointer(start: entries, count: Int(properties.headers.num_entries)) {
            guard let number = number(entry.value) else { continue }
            switch text(entry.key) {
            case versionHeader: message.version = number
            case returnsHeader: message.returns = number
            case "x-delivery-count": message.deliveryCount = number
            default: break
            }
        }
        return message
    }

    private static func number(_ value: amqp_field_value_t) -> Int64? {
        switch value.kind {
        case UInt8(ascii: "b"): Int64(value.value.i8)
        case UInt8(ascii: "B"): Int64(value.value.u8)
        case UInt8(ascii: "s"): Int64(value.value.i16)
        case UInt8(ascii: "u"): Int64(value.value.u16)
        case UInt8(ascii: "I"): Int64(value.value.i32)
        case UInt8(ascii: "i"): Int64(value.value.u32)
        case UInt8(ascii: "l"): value.value.i64
        case UInt8(ascii: "L"): Int64(exactly: value.value.u64)
        default: nil
        }
    }
}
