import Glibc
import Synchronization
import TestKit

/// Ports for servers that cannot choose one themselves.
package enum LoopbackPort {
    /// Below what the kernel gives to whoever asks for any port: connections that come and go do not take them.
    private static let range = 12_000..<32_000
    private static let given: Mutex<Set<Int>> = Mutex([])

    /// One that nobody had a moment ago, and that this process got never before.
    package static func free() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: range)
            if given.withLock({ $0.insert(port).inserted }), try isFree(port) { return port }
        }
        throw TestFailure("no port is free")
    }

    private static func isFree(_ port: Int) throws -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw TestFailure("no socket: errno \(errno)") }
        defer { close(descriptor) }
        let address = Link.loopback(port)
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
