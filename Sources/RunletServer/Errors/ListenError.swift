import Glibc
import NIOCore

/// Why the server does not listen, for the administrator.
struct ListenError: Error, CustomStringConvertible {
    let description: String

    /// Nil where the error is about something else.
    init?(_ error: IOError, address: String) {
        let reason: String
        switch error.errnoCode {
        case EADDRINUSE: reason = "another program listens there"
        case EADDRNOTAVAIL: reason = "this machine has no such address"
        case EACCES: reason = "not permitted"
        default: return nil
        }
        description = "cannot listen on \(address): \(reason)"
    }
}
