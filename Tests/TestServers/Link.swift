import Glibc
import Synchronization
import TestKit

/// The wire between a program and a server: a port of the loopback that forwards to another, and that a test can cut.
package final class Link: Sendable {
    struct State {
        var isHeld = false
        var mustReset = false
        var isClosed = false
    }

    package let port: Int
    let target: Int
    let listener: Int32
    /// A pair of sockets that wakes the thread after the state has changed.
    let wake: (read: Int32, write: Int32)
    let state = Mutex(State())

    /// - Parameter target: the server's port. Nobody need listen there yet.
    package init(to target: Int) throws {
        self.target = target
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var ends: [Int32] = [-1, -1]
        socketpair(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends)
        wake = (ends[0], ends[1])
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound, wake.read >= 0 else { throw TestFailure("no link: errno \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Begins to forward. To be called once.
    package func open() throws {
        let loop = Unmanaged.passRetained(LinkLoop(self))
        var thread = pthread_t()
        let problem = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<LinkLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, loop.toOpaque())
        guard problem == 0 else { throw TestFailure("no thread: error \(problem)") }
        pthread_detach(thread)
    }

    /// Lets nothing through, in neither direction, and takes no connection; or lets all of it go on. Nobody is told:
    /// it is as if the cable were out.
    package func hold(_ isHeld: Bool) { change { $0.isHeld = isHeld } }

    /// Breaks every connection at once, with what is on its way.
    package func reset() { change { $0.mustReset = true } }

    package func close() { change { $0.isClosed = true } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        var byte: UInt8 = 0
        // Where there is no room for it, it wakes it anyway.
        write(wake.write, &byte, 1)
    }

    static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
