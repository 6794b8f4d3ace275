import RunletCore
import Synchronization

/// A store to which a coordinator says nothing while it is silent, as one that was stopped or has died.
final class SilentStore: Datastore {
    private let base: any Datastore
    private let silent = Mutex(false)

    init(_ base: any Datastore) {
        self.base = base
    }

    var isSilent: Bool {
        get { silent.withLock { $0 } }
        set { silent.withLock { $0 = newValue } }
    }

    func attend(_ coordinator: String, takingOverAfter silence: Duration) async throws -> Attendance {
        while isSilent { try await Task.sleep(for: .milliseconds(10)) }
        return try await base.attend(coordinator, takingOverAfter: silence)
    }

    func leave(_ coordinator: String) async throws {
        if !isSilent { try await base.leave(coordinator) }
    }

    func create(_ job: Job, durability: Durability) async throws { try await base.create(job, durability: durability) }
    func update<Value: Sendable>(
        _ id: JobID, _ change: @Sendable @escaping (inout Job) throws -> Value
    ) async throws -> Value? {
        try await base.update(id, change)
    }
    func job(_ id: JobID) async throws -> Job? { try await base.job(id) }
    func task(_ id: TaskID) async throws -> JobTask? { try await base.task(id) }
    func jobs(_ query: JobQuery) async throws -> Page<JobSummary> { try await base.jobs(query) }
    func unfinishedJobs(of owner: String) async throws -> [Job] { try await base.unfinishedJobs(of: owner) }
    func removeJobs(endedBefore time: Timestamp) async throws -> Int { try await base.removeJobs(endedBefore: time) }
    func removeJobs(beyond bytes: Int) async throws -> Int { try await base.removeJobs(beyond: bytes) }
    func checkHealth() async throws { try await base.checkHealth() }
}
