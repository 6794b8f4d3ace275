import FoundationEssentials
import Glibc
import TestServers

/// As much of AMQP 0-9-1 as a test needs to send what our driver never would. It blocks; every answer comes at once.
final class RabbitMQRawClient {
    struct Failure: Error {
        let what: String
    }

    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let problem = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard problem == 0 else { throw Failure(what: "no connection: errno \(errno)") }
        try write(Array("AMQP".utf8) + [0, 0, 9, 1])
        try expect(10, 10)
        try method(
            0, 10, 11, [0, 0, 0, 0] + short("PLAIN") + long(Array("\0guest\0guest".utf8)) + short("en_US"))
        try expect(10, 30)
        try method(0, 10, 31, [7, 255] + word(131_072) + [0, 0])
        try method(0, 10, 40, short("/") + [0, 0])
        try expect(10, 41)
        try method(1, 20, 10, [0])
        try expect(20, 11)
    }

    deinit {
        close(socket)
    }

    /// Sends a message to a queue, with this version of the format in its header or none.
    func publish(_ body: String, version: UInt8?, to queue: String) throws {
        let table = version.map { short("runlet-version") + Array("b".utf8) + [$0] } ?? []
        try method(1, 60, 40, [0, 0] + short("") + short(queue) + [0])
        // Headers and a message id.
        let properties: [UInt8] = [0x20, 0x80] + long(table) + short("raw")
        try frame(2, 1, [0, 60, 0, 0] + word(0) + word(UInt32(body.utf8.count)) + properties)
        try frame(3, 1, Array(body.utf8))
    }

    /// How many messages wait in a queue.
    func count(_ queue: String) throws -> Int {
        try method(1, 50, 10, [0, 0] + short(queue) + [1, 0, 0, 0, 0])
        let answer = try expect(50, 11)
        let counts = answer.dropFirst(1 + Int(answer[0])).prefix(4)
        return counts.reduce(0) { $0 << 8 | Int($1) }
    }

    /// Takes the next message of a queue. Returns whether it is persistent; nil where there is none.
    func isPersistentNext(_ queue: String) throws -> Bool? {
        try method(1, 60, 70, [0, 0] + short(queue) + [1])
        let (type, answer) = try frame()
        guard type == 1, answer[1] == 60 else { throw Failure(what: "no answer") }
        if answer[3] == 72 { return nil }
        // Class, weight and size; then flags, of which content type, headers and delivery mode come first.
        let (_, header) = try frame()
        _ = try frame()
        let flags = header[12]
        var place = 14
        if flags & 0x80 != 0 { place += 1 + Int(header[place]) }
        if flags & 0x40 != 0 { place += 1 + Int(header[place]) }
        if flags & 0x20 != 0 { place += 4 + header[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        return flags & 0x10 != 0 && header[place] == 2
    }

    /// Deletes a queue with what is in it.
    func delete(_ queue: String) throws {
        try method(1, 50, 40, [0, 0] + short(queue) + [0])
        try expect(50, 41)
    }

    // MARK: Frames

    private func method(_ channel: UInt8, _ group: UInt8, _ number: UInt8, _ arguments: [UInt8]) throws {
        try frame(1, channel, [0, group, 0, number] + arguments)
    }

    private func frame(_ type: UInt8, _ channel: UInt8, _ payload: [UInt8]) throws {
        try write([type, 0, channel] + word(UInt32(payload.count)) + payload + [0xCE])
    }

    /// The arguments of the next method, which must be that one.
    @discardableResult
    private func expect(_ group: UInt8, _ number: UInt8) throws -> [UInt8] {
        let (type, payload) = try frame()
        guard type == 1, payload[1] == group, payload[3] == number else {
            throw Failure(what: String(decoding: payload, as: UTF8.self))
        }
        return Array(payload.dropFirst(4))
    }

    private func frame() throws -> (type: UInt8, payload: [UInt8]) {
        let head = try read(7)
        let payload = try read(head[3...6].reduce(0) { $0 << 8 | Int($1) })
        _ = try read(1)
        return (head[0], payload)
    }

    private func short(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
    private func long(_ bytes: [UInt8]) -> [UInt8] { word(UInt32(bytes.count)) + bytes }
    private func word(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(what: "not sent")
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard count == 0 || recv(socket, &bytes, count, Int32(MSG_WAITALL)) == count else {
            throw Failure(what: "the server closed")
        }
        return bytes
    }
}
