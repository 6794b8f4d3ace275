public import RunletCore

extension PostgresDatastore {
    public func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await pool.run(within: Self.patience) { [cache] in
            var update = JobUpdate(id: id, cache: cache, change: change)
            return { connection in try update.attempt(connection) }
        }
    }
}
