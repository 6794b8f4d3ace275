import Glibc

/// Many connections at once, of clients that mean no good.
package final class ConnectionCrowd: Sendable {
    private let descriptors: [Int32]

    /// How many there are: fewer than were wanted where the server takes no more.
    package var count: Int { descriptors.count }

    /// - Parameter text: what each of them sends at first.
    package init(_ count: Int, port: Int, sending text: String) throws {
        DescriptorLimit.raise()
        var descriptors: [Int32] = []
        for _ in 0..<count {
            do {
                let fd = try RawConnection.connected(to: port)
                descriptors.append(fd)
                Self.send(text, on: fd)
            } catch {
                if descriptors.isEmpty { throw error }
                break
            }
        }
        self.descriptors = descriptors
    }

    deinit {
        for fd in descriptors { close(fd) }
    }

    package func write(_ text: String) {
        for fd in descriptors { Self.send(text, on: fd) }
    }

    /// How many the other side has not closed. What it sent is thrown away.
    package var openCount: Int {
        descriptors.count { fd in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count <= 0 { return count < 0 && errno == EAGAIN }
            }
        }
    }

    private static func send(_ text: String, on fd: Int32) {
        _ = text.withCString { Glibc.send(fd, $0, text.utf8.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) }
    }
}
