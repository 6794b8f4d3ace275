/// Why a statement failed, inside of this module.
enum PostgresFailure: Error {
    /// The connection is gone. What was under way may or may not have been done.
    case lost(String)
    /// No connection could be made, and another try may succeed.
    case unreachable(String)
    /// The server refused the statement, which changed nothing.
    case server(state: String, message: String)
    /// The answer is not of the form that the statement has.
    case unexpectedAnswer

    /// Whether the statement failed only because of others that ran at the same time: SQLSTATE serialization_failure,
    /// deadlock_detected.
    var isConflict: Bool {
        guard case .server(let state, _) = self else { return false }
        return state == "40001" || state == "40P01"
    }

    /// Whether a row with that key was there.
    var isDuplicate: Bool {
        guard case .server("23505", _) = self else { return false }
        return true
    }

    /// Whether this is the server's end rather than the statement's: it stops, restarts, or has become a standby.
    var isServersEnd: Bool {
        guard case .server(let state, _) = self else { return false }
        return state.hasPrefix("57P") || state.hasPrefix("08") || state == "25006" || state == "53300"
    }
}
