import CRabbitMQ
import FoundationEssentials

/// What we ask of the server.
extension AMQPSession {
    static let versionHeader = "runlet-version"
    static let returnsHeader = "runlet-returns"

    func openChannel(_ channel: UInt16) throws(AMQPFailure) {
        amqp_channel_open(connection, channel)
        try check(channel)
    }

    func closeChannel(_ channel: UInt16) throws(AMQPFailure) {
        let reply = amqp_channel_close(connection, channel, Int32(AMQP_REPLY_SUCCESS))
        guard reply.reply_type == AMQP_RESPONSE_NORMAL else { throw .lost("a channel does not close") }
        arriving[channel] = nil
    }

    /// From now on the server confirms what is published.
    func selectConfirms(_ channel: UInt16) throws(AMQPFailure) {
        amqp_confirm_select(connection, channel)
        try check(channel)
    }

    /// How many messages each consumer that is begun from now on may hold.
    func setPrefetch(_ count: UInt16, on channel: UInt16) throws(AMQPFailure) {
        amqp_basic_qos(connection, channel, 0, count, 0)
        try check(channel)
    }

    func declareFanout(_ exchange: String, on channel: UInt16) throws(AMQPFailure) {
        amqp_exchange_declare(
            connection, channel, bytes(exchange), bytes("fanout"), 0, 1, 0, 0, amqp_empty_table)
        try check(channel)
    }

    func declareQueue(_ name: String, _ arguments: [AMQPArgument], on channel: UInt16) throws(AMQPFailure) {
        _ = withTable(arguments) { table in
            amqp_queue_declare(connection, channel, bytes(name), 0, 1, 0, 0, table)
        }
        try check(channel)
    }

    /// A queue for this connection only, which ends with it. Returns its name.
    func declareOwnQueue(_ arguments: [AMQPArgument], on channel: UInt16) throws(AMQPFailure) -> String {
        let answer = withTable(arguments) { table in
            amqp_queue_declare(connection, channel, amqp_empty_bytes, 0, 0, 1, 1, table)
        }
        let name = answer.map { Self.text($0.pointee.queue) } ?? ""
        try check(channel)
        return name
    }

    func bind(_ queue: String, to exchange: String, on channel: UInt16) throws(AMQPFailure) {
        amqp_queue_bind(connection, channel, bytes(queue), bytes(exchange), amqp_empty_bytes, amqp_empty_table)
        try check(channel)
    }

    /// How many messages wait in a queue, and how many consumers it has.
    func look(at queue: String, on channel: UInt16) throws(AMQPFailure) -> (messages: Int, consumers: Int) {
        let answer = amqp_queue_declare(connection, channel, bytes(queue), 1, 0, 0, 0, amqp_empty_table)
        let counts = answer.map { (Int($0.pointee.message_count), Int($0.pointee.consumer_count)) }
        try check(channel)
        return counts ?? (0, 0)
    }

    /// Waits for no answer: what is wrong with it closes the channel.
    func consume(_ queue: String, as consumer: String, on channel: UInt16) throws(AMQPFailure) {
        var request = amqp_basic_consume_t()
        request.queue = bytes(queue)
        request.consumer_tag = bytes(consumer)
        request.nowait = 1
        request.arguments = amqp_empty_table
        try sent(amqp_send_method(connection, channel, AMQPMethod.basicConsume, &request))
    }

    /// Waits for no answer. What is settled behind it does not bring the consumer another message.
    func cancel(_ consumer: String, on channel: UInt16) throws(AMQPFailure) {
        var request = amqp_basic_cancel_t()
        request.consumer_tag = bytes(consumer)
        request.nowait = 1
        try sent(amqp_send_method(connection, channel, AMQPMethod.basicCancel, &request))
    }

    /// - Parameter multiple: whether all that came before is meant, too.
    func acknowledge(_ tag: UInt64, multiple: Bool = false, on channel: UInt16) throws(AMQPFailure) {
        try sent(amqp_basic_ack(connection, channel, tag, multiple ? 1 : 0))
    }

    /// Gives a message back to its queue, or to the dead letters.
    func reject(_ tag: UInt64, requeue: Bool, on channel: UInt16) throws(AMQPFailure) {
        try sent(amqp_basic_reject(connection, channel, tag, requeue ? 1 : 0))
    }

    func publish(
        _ message: AMQPMessage, exchange: String, key: String, isMandatory: Bool, on channel: UInt16
    ) throws(AMQPFailure) {
        var headers = [
            entry(.number(Self.versionHeader, message.version ?? 0)),
            entry(.number(Self.returnsHeader, message.returns)),
        ]
        var properties = amqp_basic_properties_t()
        properties._flags = amqp_flags_t(
            AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG
                | AMQP_BASIC_PRIORITY_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG)
        properties.content_type = bytes("application/json")
        properties.delivery_mode = message.isPersistent ? 2 : 1
        properties.priority = message.priority
        properties.message_id = bytes(message.id)
        let status = headers.withUnsafeMutableBufferPointer { headers in
            properties.headers = amqp_table_t(num_entries: Int32(headers.count), entries: headers.baseAddress)
            return message.body.withUnsafeBytes { body in
                // It is only read from.
                let body = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
                return amqp_basic_publish(
                    connection, channel, bytes(exchange), bytes(key), isMandatory ? 1 : 0, 0, &properties, body)
            }
        }
        try sent(status)
    }

    private func withTable<Answer>(_ arguments: [AMQPArgument], _ body: (amqp_table_t) -> Answer) -> Answer {
        var entries = arguments.map(entry)
        return entries.withUnsafeMutableBufferPointer { entries in
            body(amqp_table_t(num_entries: Int32(entries.count), entries: entries.baseAddress))
        }
    }

    private func entry(_ argument: AMQPArgument) -> amqp_table_entry_t {
        var entry = amqp_table_entry_t()
        switch argument {
        case .text(let name, let value):
            entry.key = bytes(name)
            entry.value.kind = UInt8(ascii: "S")
            entry.value.value.bytes = bytes(value)
        case .number(let name, let value):
            entry.key = bytes(name)
            entry.value.kind = UInt8(ascii: "l")
            entry.value.value.i64 = value
        }
        return entry
    }
}
