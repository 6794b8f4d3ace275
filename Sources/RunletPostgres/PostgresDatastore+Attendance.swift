public import RunletCore
import Synchronization

extension PostgresDatastore {
    public func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance {
        // The same number until an answer has come: so the next call also tells what came of one whose answer was lost.
        let call = unanswered.withLock { calls in
            let call = calls[coordinator] ?? StoredJob.newVersion()
            calls[coordinator] = call
            return call
        }
        let attendance = try await pool.run(within: Self.patience, isUrgent: true) {
            let statements = AttendanceStatements(coordinator, call: call, silence: silence)
            return { connection in try statements.attend(connection) }
        }
        unanswered.withLock { $0[coordinator] = nil }
        return attendance
    }

    public func leave(_ coordinator: String) async throws {
        var parameters = PostgresParameters()
        parameters.append(coordinator)
        try await pool.run(within: Self.patience, isUrgent: true) { [parameters] in
            { connection in _ = try connection.execute("DELETE FROM coordinator WHERE name = $1", parameters) }
        }
    }
}
