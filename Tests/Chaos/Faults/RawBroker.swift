import Glibc
import TestKit

/// As much of AMQP 0-9-1 as it takes to send a message that is there once more, byte for byte. It blocks; every answer
/// comes at once, or not within five seconds.
final class RawBroker {
    private struct Frame {
        let type: UInt8
        let payload: [UInt8]
    }

    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let problem = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard problem == 0 else { throw TestFailure("no connection: errno \(errno)") }
        try write(Array("AMQP".utf8) + [0, 0, 9, 1])
        try expect(10, 10)
        try method(0, 10, 11, [0, 0, 0, 0] + short("PLAIN") + long(Array("\0guest\0guest".utf8)) + short("en_US"))
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

    /// Puts a copy of the first message that waits behind all others, and that one back where it was. False where none
    /// waits.
    func duplicateFirst(of queue: String) throws -> Bool {
        // basic.get; get-ok or get-empty
        try method(1, 60, 70, [0, 0] + short(queue) + [0])
        let answer = try read()
        guard answer.type == 1, answer.payload[1] == 60 else { throw TestFailure("no answer to basic.get") }
        guard answer.payload[3] == 71 else { return false }
        let tag = Array(answer.payload[4..<12])
        let header = try read()
        guard header.type == 2 else { throw TestFailure("no header") }
        let size = header.payload[4..<12].reduce(0) { $0 << 8 | Int($1) }
        var bodies: [Frame] = []
        while bodies.reduce(0, { $0 + $1.payload.count }) < size { bodies.append(try read()) }
        // confirm.select: the copy is there before the original is put back.
        try method(1, 85, 10, [0])
        try expect(85, 11)
        try method(1, 60, 40, [0, 0] + short("") + short(queue) + [0])
        for frame in [header] + bodies { try self.frame(frame.type, 1, frame.payload) }
        try expect(60, 80)
        // basic.reject with requeue; queue.declare, passive, is answered after it.
        try method(1, 60, 90, tag + [1])
        try method(1, 50, 10, [0, 0] + short(queue) + [1, 0, 0, 0, 0])
        try expect(50, 11)
        return true
    }

    /// How many messages wait in a queue; nil where there is no such queue.
    func count(_ queue: String) throws -> Int? {
        try method(1, 50, 10, [0, 0] + short(queue) + [1, 0, 0, 0, 0])
        let answer = try read()
        guard answer.payload[1] == 50 else { return nil }
        let name = Int(answer.payload[4])
        return answer.payload[(5 + name)..<(9 + name)].reduce(0) { $0 << 8 | Int($1) }
    }

    // MARK: Frames

    private func method(_ channel: UInt8, _ group: UInt8, _ number: UInt8, _ arguments: [UInt8]) throws {
        try frame(1, channel, [0, group, 0, number] + arguments)
    }

    private func frame(_ type: UInt8, _ channel: UInt8, _ payload: [UInt8]) throws {
        try write([type, 0, channel] + word(UInt32(payload.count)) + payload + [0xCE])
    }

    private func expect(_ group: UInt8, _ number: UInt8) throws {
        let frame = try read()
        guard frame.type == 1, frame.payload[1] == group, frame.payload[3] == number else {
            throw TestFailure("not \(group).\(number): \(String(decoding: frame.payload, as: UTF8.self))")
        }
    }

    /// The next frame that is no heartbeat.
    private func read() throws -> Frame {
        while true {
            let head = try read(7)
            let payload = try read(head[3...6].reduce(0) { $0 << 8 | Int($1) })
            _ = try read(1)
            if head[0] != 8 { return Frame(type: head[0], payload: payload) }
        }
    }

    private func short(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
    private func long(_ bytes: [UInt8]) -> [UInt8] { word(UInt32(bytes.count)) + bytes }
    private func word(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw TestFailure("not sent")
        }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard count == 0 || recv(socket, &bytes, count, Int32(MSG_WAITALL)) == count else {
            throw TestFailure("the broker closed")
        }
        return bytes
    }
}
