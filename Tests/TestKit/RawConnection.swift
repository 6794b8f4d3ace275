package import Foundation
import Glibc

/// A connection of which a test decides itself when it goes away.
package struct RawConnection: ~Copyable {
    private let fd: Int32

    package init(port: Int) throws {
        let socket = try Self.connected(to: port)
        var timeout = Slowness.timeout
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        fd = socket
    }

    /// A connected socket.
    static func connected(to port: Int) throws -> Int32 {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { throw TestFailure("socket: errno \(errno)") }
        // Where a server takes no more connections, the kernel would try for minutes.
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(fd, $0, size) }
        }
        guard result == 0 else {
            let problem = errno
            close(fd)
            throw TestFailure("connect: errno \(problem)")
        }
        return fd
    }

    deinit {
        close(fd)
    }

    /// Sends a POST of JSON.
    package func post(_ path: String, _ body: String, headers: String = "") {
        write("POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    package func write(_ text: String) { write(Data(text.utf8)) }

    package func write(_ data: Data) {
        var bytes = data
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// What there is to read next; empty at the end.
    package func read() -> String {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(fd, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }

    /// What has come by now; empty where nothing has, nil where the other side has closed.
    package func available() -> String? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        return count < 0 && errno == EAGAIN ? "" : nil
    }

    /// Sends what is taken at once, and says how much that was; nil where the other side has closed.
    package func writeSome(_ data: Data) -> Int? {
        let count = data.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) }
        if count >= 0 { return count }
        return errno == EAGAIN ? 0 : nil
    }

    /// Closes the sending side alone.
    package func finishSending() { shutdown(fd, Int32(SHUT_WR)) }

    /// From now on the connection ends with a reset.
    package func resetAtEnd() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
