import CRabbitMQ
import Glibc

/// One connection to the server. librabbitmq allows it to one thread: whoever makes it is the only one to use it.
///
/// The calls that ask for an answer wait for it, up to ``patience``; what else arrives meanwhile is kept for ``next()``.
final class AMQPSession {
    /// How long connecting and an answer may take, in seconds.
    static let patience = 15
    private static let frameBytes: Int32 = 128 << 10

    let connection: amqp_connection_state_t
    let socket: Int32
    /// The messages that have not arrived completely, by channel.
    var arriving: [UInt16: ArrivingMessage] = [:]
    /// C copies of texts, for the time of one call.
    private var texts: [UnsafeMutablePointer<CChar>] = []

    init(_ address: BrokerAddress) throws(RabbitMQError) {
        guard let connection = amqp_new_connection() else { throw .system("amqp_new_connection", errno: ENOMEM) }
        do {
            let socket = try Self.open(connection, address)
            try Self.login(connection, address)
            // Only now, so that one that fails is destroyed once: what is complete has a deinit.
            (self.connection, self.socket) = (connection, socket)
        } catch {
            amqp_destroy_connection(connection)
            throw error
        }
    }

    deinit {
        amqp_destroy_connection(connection)
    }

    private static func open(
        _ connection: amqp_connection_state_t, _ address: BrokerAddress
    ) throws(RabbitMQError) -> Int32 {
        let socket = address.isTLS ? amqp_ssl_socket_new(connection) : amqp_tcp_socket_new(connection)
        guard let socket else { throw .system("a socket", errno: ENOMEM) }
        if address.isTLS {
            amqp_ssl_socket_set_verify_peer(socket, 1)
            amqp_ssl_socket_set_verify_hostname(socket, 1)
            guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == 0,
                amqp_ssl_socket_set_cacert(socket, address.authorities) == 0
            else {
                throw .tls(server: address.server, "cannot read certificates from \(address.authorities)")
            }
        }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        amqp_set_handshake_timeout(connection, &limit)
        amqp_set_rpc_timeout(connection, &limit)
        let status = amqp_socket_open_noblock(socket, address.host, Int32(address.port), &limit)
        guard status == 0 else {
            // The library's numbers from -0x200 on are TLS's.
            if (-0x2FF...(-0x200)).contains(status) { throw .tls(server: address.server, text(status)) }
            throw .unreachable(server: address.server, text(status))
        }
        return amqp_get_sockfd(connection)
    }

    private static func login(_ connection: amqp_connection_state_t, _ address: BrokerAddress) throws(RabbitMQError) {
        let reply = crmq_login(
            connection, address.virtualHost, frameBytes, Int32(address.heartbeat), address.user, address.password)
        switch failure(reply) {
        case nil: return
        case .channel(_, 403, _)?: throw .credentials(server: address.server, user: address.user)
        case .channel(_, 530, let text)?: throw .virtualHost(server: address.server, text)
        case .some(let failure): throw .unreachable(server: address.server, failure.text)
        }
    }

    /// Says goodbye, and does not wait long for it to be heard.
    func close() {
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        amqp_set_rpc_timeout(connection, &limit)
        _ = amqp_connection_close(connection, Int32(AMQP_REPLY_SUCCESS))
    }

    // MARK: What went wrong

    static func text(_ status: Int32) -> String {
        String(cString: amqp_error_string2(status))
    }

    static func text(_ bytes: amqp_bytes_t) -> String {
        String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }

    /// What is wrong with the answer. A connection that the server closed is told as channel 0.
    private static func failure(_ reply: amqp_rpc_reply_t, channel: UInt16 = 0) -> AMQPFailure? {
        if reply.reply_type == AMQP_RESPONSE_NORMAL { return nil }
        guard reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION, let decoded = reply.reply.decoded else {
            return .lost(reply.library_error == 0 ? "no answer" : text(reply.library_error))
        }
        if reply.reply.id == AMQPMethod.channelClose {
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            return .channel(channel, code: close.reply_code, text(close.reply_text))
        }
        let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
        return .channel(0, code: close.reply_code, text(close.reply_text))
    }

    /// Throws where the last call that asked for an answer did not get it.
    func check(_ channel: UInt16) throws(AMQPFailure) {
        defer { forgetTexts() }
        guard let failure = Self.failure(amqp_get_rpc_reply(connection), channel: channel) else { return }
        guard case .channel(let closed, _, let text) = failure, closed != 0 else { throw .lost(failure.text) }
        _ = text
        try confirmClosing(closed)
        throw failure
    }

    /// The library leaves this to us; without it the channel's number cannot be used again.
    func confirmClosing(_ channel: UInt16) throws(AMQPFailure) {
        var answer = amqp_channel_close_ok_t()
        try sent(amqp_send_method(connection, channel, AMQPMethod.channelCloseOk, &answer))
        arriving[channel] = nil
    }

    /// Throws where a call that asks for no answer could not be sent.
    func sent(_ status: Int32) throws(AMQPFailure) {
        forgetTexts()
        guard status == 0 else { throw .lost(Self.text(status)) }
    }

    // MARK: Texts

    /// Bytes that last until the end of the call that they are for.
    func bytes(_ text: String) -> amqp_bytes_t {
        guard let copy = strdup(text) else { return amqp_empty_bytes }
        texts.append(copy)
        return amqp_bytes_t(len: strlen(copy), bytes: copy)
    }

    private func forgetTexts() {
        for text in texts { free(text) }
        texts.removeAll(keepingCapacity: true)
    }
}
