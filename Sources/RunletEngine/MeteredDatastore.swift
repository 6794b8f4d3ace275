public import RunletCore

/// A store that notes how long each operation takes.
public struct MeteredDatastore: Datastore {
    private let store: any Datastore
    public let times = OperationTimes()

    public init(_ store: any Datastore) {
        self.store = store
    }

    public func create(_ job: Job, durability: Durability) async throws {
        try await times.measure("create") { try await store.create(job, durability: durability) }
    }

    public func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await times.measure("update") { try await store.update(id, change) }
    }

    public func job(_ id: JobID) async throws -> Job? {
        try await times.measure("job") { try await store.job(id) }
    }

    public func task(_ id: TaskID) async throws -> JobTask? {
        try await times.measure("task") { try await store.task(id) }
    }

    public func jobs(_ query: JobQuery) async throws -> Page<JobSummary> {
        try await times.measure("jobs") { try await store.jobs(query) }
    }

    public func unfinishedJobs(of owner: String) async throws -> [Job] {
        try await times.measure("unfinishedJobs") { try await store.unfinishedJobs(of: owner) }
    }

    public func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance {
        try await times.measure("attend") { try await store.attend(coordinator, takingOverAfter: silence) }
    }

    public func leave(_ coordinator: String) async throws {
        try await times.measure("leave") { try await store.leave(coordinator) }
    }

    public func removeJobs(endedBefore time: Timestamp) async throws -> Int {
        try await times.measure("removeJobs") { try await store.removeJobs(endedBefore: time) }
    }

    public func removeJobs(beyond bytes: Int) async throws -> Int {
        try await times.measure("removeJobs") { try await store.removeJobs(beyond: bytes) }
    }

    public func checkHealth() async throws {
        try await times.measure("checkHealth") { try await store.checkHealth() }
    }
}
