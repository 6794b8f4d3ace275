import Glibc
import Synchronization

/// Carries the bytes of one link, on a thread of its own.
final class LinkLoop {
    private let link: Link
    private var connections: [LinkConnection] = []

    init(_ link: Link) {
        self.link = link
    }

    func run() {
        defer {
            for connection in connections { connection.cut() }
            close(link.listener)
            close(link.wake.read)
            close(link.wake.write)
        }
        while true {
            let state = link.state.withLock { state in
                defer { state.mustReset = false }
                return state
            }
            if state.isClosed { return }
            if state.mustReset {
                for connection in connections { connection.cut() }
                connections.removeAll()
            }
            var polled = [pollfd(fd: link.wake.read, events: Int16(POLLIN), revents: 0)]
            if !state.isHeld {
                polled.append(pollfd(fd: link.listener, events: Int16(POLLIN), revents: 0))
                for connection in connections { polled += connection.interests }
            }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            if polled[0].revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 64)
                read(link.wake.read, &bytes, bytes.count)
                // What the state is now comes first.
                continue
            }
            // Two places for each connection, behind the two of the link.
            for (index, connection) in connections.enumerated() {
                connection.carry(polled[2 + 2 * index].revents, polled[3 + 2 * index].revents)
            }
            connections.removeAll { $0.isOver }
            if polled[1].revents != 0 { accept() }
        }
    }

    private func accept() {
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let client = Glibc.accept(link.listener, nil, nil)
        guard client >= 0 else { return }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | flags, 0)
        let address = Link.loopback(link.target)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let connection = LinkConnection(client: client, server: server)
        if result == 0 || errno == EINPROGRESS {
            connections.append(connection)
        } else {
            connection.cut()
        }
    }
}
