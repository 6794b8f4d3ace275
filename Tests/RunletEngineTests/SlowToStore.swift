import RunletCore

/// A real store whose acceptance of jobs waits for a gate, and then fails if it is told to.
struct SlowToStore: Datastore {
    struct Full: Error {}

    let base: any Datastore
    let gate: Gate
    let fails: Bool

    func create(_ job: Job, durability: Durability) async throws {
        try await gate.pass()
        if fails { throw Full() }
        try await base.create(job, durability: durability)
    }

    func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await base.update(id, change)
    }

    func job(_ id: JobID) async throws -> Job? { try await base.job(id) }
    func task(_ id: TaskID) async throws -> JobTask? { try await base.task(id) }
    func jobs(_ query: JobQuery) async throws -> Page<JobSummary> { try await base.jobs(query) }
    func unfinishedJobs(of owner: String) async throws -> [Job] { try await base.unfinishedJobs(of: owner) }
    func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance {
        try await base.attend(coordinator, takingOverAfter: silence)
    }
    func leave(_ coordinator: String) async throws { try await base.leave(coordinator) }
    func removeJobs(beyond bytes: Int) async throws -> Int { try await base.removeJobs(beyond: bytes) }
    func removeJobs(endedBefore time: Timestamp) async throws -> Int { try await base.removeJobs(endedBefore: time) }
    func checkHealth() async throws { try await base.checkHealth() }
}
