import Glibc
import Synchronization

/// The host's users that the programs of one server have, and nobody else.
package enum UserRange {
    private static let next = Atomic<UInt32>(0)
    private static let usersPerServer: UInt32 = 10_000

    package static func new() -> Range<UInt32> {
        let range = next.add(1, ordering: .relaxed).oldValue
        // Another run of these tests on the same machine has other users.
        let first = 1_910_000_000 + UInt32(getpid() % 1000) * 1_000_000 + range % 100 * usersPerServer
        return first..<first + usersPerServer
    }
}
