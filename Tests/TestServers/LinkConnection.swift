import Glibc

/// One connection through a link, with what has come from one side and not gone to the other.
final class LinkConnection {
    /// Above this a side is not read.
    private static let room = 256 << 10

    private struct Side {
        let descriptor: Int32
        /// For this side.
        var waiting: [UInt8] = []
        /// Whether it has said all that it will.
        var isAtEnd = false
    }

    private var client: Side
    private var server: Side
    private(set) var isOver = false

    init(client: Int32, server: Int32) {
        var yes: Int32 = 1
        for descriptor in [client, server] {
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        self.client = Side(descriptor: client)
        self.server = Side(descriptor: server)
    }

    /// What to wait for, of the client and of the server.
    var interests: [pollfd] { [Self.interest(client, server), Self.interest(server, client)] }

    private static func interest(_ side: Side, _ other: Side) -> pollfd {
        var events: Int32 = 0
        if !side.isAtEnd, other.waiting.count < room { events |= POLLIN }
        if !side.waiting.isEmpty { events |= POLLOUT }
        // One that is at its end is ready for ever: it must not be asked for nothing.
        return pollfd(fd: events == 0 ? -1 : side.descriptor, events: Int16(events), revents: 0)
    }

    func carry(_ clientEvents: Int16, _ serverEvents: Int16) {
        if clientEvents != 0 { Self.read(&client, to: &server) }
        if serverEvents != 0 { Self.read(&server, to: &client) }
        Self.write(&client)
        Self.write(&server)
        // Neither of the protocols closes one direction alone.
        if client.isAtEnd && server.waiting.isEmpty || server.isAtEnd && client.waiting.isEmpty {
            isOver = true
            for side in [client, server] { Self.close(side) }
        }
    }

    /// Ends both sides with a reset.
    func cut() {
        var option = linger(l_onoff: 1, l_linger: 0)
        for side in [client, server] {
            setsockopt(side.descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            Self.close(side)
        }
        isOver = true
    }

    /// A program that was started at the wrong moment may have inherited it: closing alone would not end it then.
    private static func close(_ side: Side) {
        shutdown(side.descriptor, Int32(SHUT_RDWR))
        Glibc.close(side.descriptor)
    }

    private static func read(_ side: inout Side, to other: inout Side) {
        guard !side.isAtEnd, other.waiting.count < room else { return }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(side.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count > 0 {
            other.waiting += buffer[..<count]
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            side.isAtEnd = true
        }
    }

    private static func write(_ side: inout Side) {
        guard !side.waiting.isEmpty else { return }
        let count = send(side.descriptor, side.waiting, side.waiting.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        if count > 0 {
            side.waiting.removeFirst(count)
        } else if count < 0, errno != EAGAIN, errno != EINTR {
            side.waiting.removeAll()
            side.isAtEnd = true
        }
    }
}
