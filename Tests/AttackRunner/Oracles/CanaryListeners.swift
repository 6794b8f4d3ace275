import Foundation
import Glibc
import Synchronization

/// Sockets of the host that no program may reach: TCP and UDP on the loopback, and an abstract Unix socket.
final class CanaryListeners: Sendable {
    static let port: UInt16 = 20_500
    static let abstractName = "runlet-attack-canary"

    private let descriptors: [Int32]
    private let counter = Atomic<Int>(0)

    init() {
        descriptors = [Self.tcp(), Self.udp(), Self.abstract()].filter { $0 >= 0 }
    }

    deinit {
        for fd in descriptors { close(fd) }
    }

    var count: Int { descriptors.count }

    /// Connections and datagrams so far.
    var hits: Int {
        for fd in descriptors {
            while case let peer = accept(fd, nil, nil), peer >= 0 {
                close(peer)
                counter.add(1, ordering: .relaxed)
            }
            var byte: UInt8 = 0
            while recv(fd, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 { counter.add(1, ordering: .relaxed) }
        }
        return counter.load(ordering: .relaxed)
    }

    /// What comes while the body runs does not count.
    func notCounting(_ body: () async throws -> Void) async throws {
        let before = hits
        try await body()
        counter.subtract(hits - before, ordering: .relaxed)
    }

    private static func bound(_ type: __socket_type) -> Int32 {
        let fd = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var one: Int32 = 1
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(fd)
            return -1
        }
        return fd
    }

    private static func tcp() -> Int32 {
        let fd = bound(SOCK_STREAM)
        if fd >= 0 { listen(fd, 64) }
        return fd
    }

    private static func udp() -> Int32 { bound(SOCK_DGRAM) }

    private static func abstract() -> Int32 {
        let fd = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in abstractName.utf8.enumerated() { path[index + 1] = byte }
        }
        let size = MemoryLayout<sa_family_t>.size + 1 + abstractName.utf8.count
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, socklen_t(size)) }
        }
        guard result == 0 else {
            close(fd)
            return -1
        }
        listen(fd, 64)
        return fd
    }
}
