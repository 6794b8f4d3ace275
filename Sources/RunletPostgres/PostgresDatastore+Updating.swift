public import RunletCore

extension PostgresDatastore {
    public func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await pool.share(within: Self.patience, isLikely: cache.has(id)) { [cache] in
            JobUpdate(id: id, cache: cache, change: change)
        }
    }
}
