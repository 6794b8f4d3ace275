import FoundationEssentials
import RunletCore
import Synchronization

/// The jobs that have not ended, so that a change of one neither reads nor decodes it.
///
/// Only this process writes the file, so what is here is what is there.
final class JobCache: Sendable {
    /// How many jobs at most. Above it, one is dropped and is read from the file when it is needed.
    private static let mostJobs = 1024
    /// How many bytes of files and inputs at most.
    private static let mostBytes = 64 << 20

    private struct Entry {
        var job: Job
        var bytes: Int
    }

    private struct State {
        var entries: [JobID: Entry] = [:]
        var bytes = 0

        mutating func remove(_ id: JobID) {
            if let entry = entries.removeValue(forKey: id) { bytes -= entry.bytes }
        }
    }

    private let state = Mutex(State())

    func job(_ id: JobID) -> Job? {
        state.withLock { $0.entries[id]?.job }
    }

    /// Keeps a job that has not ended; forgets one that has.
    func keep(_ job: Job) {
        state.withLock { state in
            state.remove(job.id)
            guard !job.state.isTerminal else { return }
            let bytes = job.tasks.reduce(0) { $0 + Self.size(of: $1) }
            guard bytes <= Self.mostBytes else { return }
            while state.entries.count >= Self.mostJobs || state.bytes + bytes > Self.mostBytes,
                let other = state.entries.keys.first
            {
                state.remove(other)
            }
            var job = job
            // As it is read: that is not stored.
            for index in job.tasks.indices { job.tasks[index].owner = "" }
            state.entries[job.id] = Entry(job: job, bytes: bytes)
            state.bytes += bytes
        }
    }

    /// Forgets all jobs that are not that owner's.
    func forget(exceptOf owner: String) {
        state.withLock { state in
            for (id, entry) in state.entries where entry.job.owner != owner { state.remove(id) }
        }
    }

    private static func size(of task: JobTask) -> Int {
        let files = task.plan.files.reduce(1024) { $0 + $1.content.count }
        let inputs = task.plan.inputs.reduce(files) { $0 + $1.stdin.count }
        guard let result = task.result else { return inputs }
        let phases = result.runs + [result.compile].compactMap(\.self)
        return phases.reduce(inputs) { $0 + $1.transcript.bytes.count }
            + result.artifacts.reduce(0) { $0 + $1.content.count }
    }
}
