package import Foundation
import Glibc
import Synchronization

/// A WebSocket of which a test decides every byte. It blocks: it is for one thing after another.
package final class WebSocketClient: Sendable {
    package struct Frame: Sendable {
        package var opcode: UInt8
        package var isEnd: Bool
        package var data: Data

        package var text: String { String(decoding: data, as: UTF8.self) }
        /// Of a goodbye.
        package var code: Int? {
            data.count >= 2 ? Int(data[data.startIndex]) << 8 | Int(data[data.startIndex + 1]) : nil
        }
    }

    package static let text: UInt8 = 1
    package static let binary: UInt8 = 2
    package static let close: UInt8 = 8
    package static let ping: UInt8 = 9
    package static let pong: UInt8 = 10

    private let fd: Int32
    private let received = Mutex(Data())
    /// What the server answered to the wish.
    package let answer: String

    /// Whether it is a WebSocket now.
    package var isOpen: Bool { answer.hasPrefix("HTTP/1.1 101 ") }

    /// - Parameter headers: lines, each with its end.
    package init(
        port: Int, path: String = "/execute", protocols: String? = "runlet.v1", headers: String = "",
        version: String = "13", key: String = "dGhlIHNhbXBsZSBub25jZQ=="
    ) throws {
        fd = try RawConnection.connected(to: port)
        var timeout = Slowness.timeout
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var wish =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        wish += "Sec-WebSocket-Version: \(version)\r\nSec-WebSocket-Key: \(key)\r\n\(headers)"
        if let protocols { wish += "Sec-WebSocket-Protocol: \(protocols)\r\n" }
        Self.send(Data((wish + "\r\n").utf8), on: fd)
        var bytes = Data()
        let end = Data("\r\n\r\n".utf8)
        while bytes.range(of: end) == nil, let more = Self.receive(on: fd) { bytes += more }
        let split = bytes.range(of: end)?.upperBound ?? bytes.endIndex
        var answer = String(decoding: bytes[..<split], as: UTF8.self)
        var rest = Data(bytes[split...])
        if !answer.hasPrefix("HTTP/1.1 101 ") {
            while let more = Self.receive(on: fd) { rest += more }
            answer += String(decoding: rest, as: UTF8.self)
            rest = Data()
        }
        self.answer = answer
        received.withLock { $0 = rest }
    }

    deinit {
        Glibc.close(fd)
    }

    package func send(_ message: JSONValue) throws { send(text: try message.encoded) }

    package func send(text: Data) { send(opcode: Self.text, text) }

    /// - Parameter first: replaces the first byte as a whole.
    package func send(opcode: UInt8, _ data: Data, isEnd: Bool = true, isMasked: Bool = true, first: UInt8? = nil) {
        var frame = Data([first ?? ((isEnd ? 0x80 : 0) | opcode)])
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch data.count {
        case ..<126: frame.append(mask | UInt8(data.count))
        case ..<65536: frame += [mask | 126, UInt8(data.count >> 8), UInt8(data.count & 0xFF)]
        default: frame += [mask | 127] + (0..<8).map { UInt8(truncatingIfNeeded: data.count >> (56 - 8 * $0)) }
        }
        if isMasked {
            let key: [UInt8] = [0x1F, 0xA2, 0x33, 0xC4]
            frame += key
            frame += data.enumerated().map { $1 ^ key[$0 % 4] }
        } else {
            frame += data
        }
        send(bytes: frame)
    }

    package func send(bytes: Data) { Self.send(bytes, on: fd) }

    /// What is taken at once of the bytes; nil where the other side has closed.
    package func sendSome(_ bytes: Data) -> Int? {
        let count = bytes.withUnsafeBytes {
            Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        if count >= 0 { return count }
        return errno == EAGAIN ? 0 : nil
    }

    /// Closes the sending side alone.
    package func finishSending() { shutdown(fd, Int32(SHUT_WR)) }

    /// From now on the kernel keeps next to nothing for us: what is not read waits at the server.
    package func takeLittle() {
        var size: Int32 = 4096
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The frames that have come by now; nil where the other side has closed and all was read. Does not wait.
    package func news() -> [Frame]? {
        received.withLock { bytes in
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            var isOver = false
            while !isOver {
                let count = recv(fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count < 0, errno == EAGAIN { break }
                if count > 0 { bytes += buffer[..<count] } else { isOver = true }
            }
            var frames: [Frame] = []
            while let frame = Self.take(&bytes) { frames.append(frame) }
            return isOver && frames.isEmpty ? nil : frames
        }
    }

    /// From now on the connection ends with a reset.
    package func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// The next frame; nil where the other side has closed, or says nothing for ten seconds.
    package func frame() -> Frame? {
        received.withLock { bytes in
            while true {
                if let frame = Self.take(&bytes) { return frame }
                guard let more = Self.receive(on: fd) else { return nil }
                bytes += more
            }
        }
    }

    /// The next message, as JSON; pings are answered on the way. Nil at the end.
    package func message() -> JSONValue? {
        while let frame = frame() {
            switch frame.opcode {
            case Self.ping: send(opcode: Self.pong, frame.data)
            case Self.text: return (try? JSONValue(parsing: frame.data)) ?? .null
            default: return nil
            }
        }
        return nil
    }

    /// Messages up to one that the condition holds for, that one included.
    package func messages(until isLast: (JSONValue) -> Bool) -> [JSONValue] {
        var messages: [JSONValue] = []
        while let message = message() {
            messages.append(message)
            if isLast(message) { break }
        }
        return messages
    }

    /// Runs something and returns all that was told of it.
    package func run(_ request: JSONValue, _ more: [String: JSONValue] = [:]) throws -> [JSONValue] {
        try send(.object(["type": "run", "request": request].merging(more) { $1 }))
        return messages { $0["event"] == "result" || $0["event"] == "error" }
    }

    /// The code of the goodbye that comes next, whatever else comes before it.
    package func goodbye() -> Int? {
        while let frame = frame() {
            if frame.opcode == Self.close { return frame.code }
        }
        return nil
    }

    /// Whether nothing comes any more, not even a frame.
    package func isAtEnd() -> Bool { frame() == nil }

    private static func take(_ bytes: inout Data) -> Frame? {
        let start = bytes.startIndex
        guard bytes.count >= 2 else { return nil }
        var length = Int(bytes[start + 1] & 0x7F)
        var header = 2
        if length >= 126 {
            let count = length == 126 ? 2 : 8
            guard bytes.count >= 2 + count else { return nil }
            length = bytes[(start + 2)..<(start + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            header += count
        }
        guard bytes.count >= header + length else { return nil }
        let frame = Frame(
            opcode: bytes[start] & 0x0F, isEnd: bytes[start] & 0x80 != 0,
            data: Data(bytes[(start + header)..<(start + header + length)]))
        bytes = Data(bytes[(start + header + length)...])
        return frame
    }

    private static func send(_ data: Data, on fd: Int32) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func receive(on fd: Int32) -> Data? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(fd, &buffer, buffer.count, 0)
        return count > 0 ? Data(buffer[..<count]) : nil
    }
}
