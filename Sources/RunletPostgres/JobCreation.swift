import RunletCore

/// A new job, on its way into the tables.
struct JobCreation: SharedWork {
    private let stored: StoredJob
    private let payloads: [EncodedPayload]
    /// Whether an attempt whose answer was lost may have stored it.
    private var isInDoubt = false

    init(_ stored: StoredJob, _ payloads: [EncodedPayload]) {
        self.stored = stored
        self.payloads = payloads
    }

    func statement() -> PoolStatement? {
        isInDoubt || payloads.count > 1 ? nil : JobStatements.creation(stored, payloads.first)
    }

    mutating func settle(_ rows: PostgresRows?) -> FirstTry<Void> {
        if rows != nil { return .done(()) }
        isInDoubt = true
        return .undone
    }

    mutating func complete(_ connection: PostgresConnection) throws {
        do {
            try connection.transaction {
                let job = JobStatements.creation(stored, payloads.first)
                try connection.execute(job.sql, job.parameters)
                for (task, payload) in zip(stored.job.tasks, payloads).dropFirst() {
                    let task = JobStatements.creation(task, payload)
                    try connection.execute(task.sql, task.parameters)
                }
            }
        } catch PostgresFailure.lost(let reason) {
            isInDoubt = true
            throw PostgresFailure.lost(reason)
        } catch let failure as PostgresFailure where failure.isDuplicate && isInDoubt {
            guard try isStored(connection) else { throw failure }
        }
    }

    private func isStored(_ connection: PostgresConnection) throws -> Bool {
        var parameters = PostgresParameters()
        parameters.append(stored.job.id.rawValue)
        parameters.append(stored.version)
        return try connection.execute(
            "SELECT count(*) FROM job WHERE id = $1 AND (version = $2 OR $2 = ANY (earlier))", parameters
        ).number() == 1
    }
}
