import FoundationEssentials
import RunletCore
import Synchronization

/// Jobs that have not ended, as they were when this process last saw them.
///
/// Others write too, so what is here is a guess: a change that is built on it is written only where the version is still
/// the same.
final class JobCache: Sendable {
    /// How many jobs at most. Above it, one is dropped and is read when it is needed.
    private static let mostJobs = 4096
    /// How many bytes of files, inputs and results at most.
    private static let mostBytes: Int64 = 64 << 20

    private struct State {
        var entries: [JobID: StoredJob] = [:]
        var bytes: Int64 = 0

        mutating func remove(_ id: JobID) {
            if let entry = entries.removeValue(forKey: id) { bytes -= entry.size }
        }
    }

    private let state = Mutex(State())

    func job(_ id: JobID) -> StoredJob? {
        state.withLock { $0.entries[id] }
    }

    func has(_ id: JobID) -> Bool {
        state.withLock { $0.entries[id] != nil }
    }

    func forget(_ id: JobID) {
        state.withLock { $0.remove(id) }
    }

    /// Keeps a job that has not ended; forgets one that has.
    func keep(_ stored: StoredJob) {
        state.withLock { state in
            state.remove(stored.job.id)
            guard !stored.job.state.isTerminal, stored.size <= Self.mostBytes else { return }
            while state.entries.count >= Self.mostJobs || state.bytes + stored.size > Self.mostBytes,
                let other = state.entries.keys.first
            {
                state.remove(other)
            }
            var stored = stored
            // As it is read: that is not stored.
            for index in stored.job.tasks.indices { stored.job.tasks[index].owner = "" }
            state.entries[stored.job.id] = stored
            state.bytes += stored.size
        }
    }
}
