import DequeModule
import RunletCore
import Synchronization

/// The event logs of the jobs that run, and of those that ended a moment ago.
final class JobEventHub: Sendable {
    /// How long the log of an ended job is kept for watchers that come late or again, in milliseconds.
    static let keepMilliseconds = 60_000.0
    /// How many logs of ended jobs are kept.
    static let mostEnded = 256
    /// How many bytes of ended jobs' logs are kept.
    static let mostEndedBytes = 64 << 20
    /// How many bytes of the logs are kept that only watchers still read, each at its own pace.
    static let mostWatchedBytes = 128 << 20
    /// Smaller logs are not counted there: as many as there are connections fit into memory.
    static let smallBytes = 64 << 10

    private struct Ended {
        let id: JobID
        let log: JobEventLog
        let bytes: Int
        let at: Timestamp
    }

    /// A log that is not kept any more, and is there as long as somebody reads it.
    private struct Watched {
        weak let log: JobEventLog?
        let bytes: Int
    }

    private struct State {
        var logs: [JobID: JobEventLog] = [:]
        var ended: Deque<Ended> = []
        var endedBytes = 0
        var watched: Deque<Watched> = []
    }

    private let state = Mutex(State())

    /// Starts a log for the job, in place of one of an earlier life. One that only waits for this is kept.
    func begin(_ id: JobID) {
        let former = state.withLock { state -> JobEventLog? in
            if let log = state.logs[id], log.isUntouched { return nil }
            return state.logs.updateValue(JobEventLog(), forKey: id)
        }
        // It has its end, or nobody would ever end it.
        former?.close()
    }

    /// The job's log, made where there is none.
    func beginIfAbsent(_ id: JobID) -> JobEventLog {
        state.withLock { state in
            if let log = state.logs[id] { return log }
            let log = JobEventLog()
            state.logs[id] = log
            return log
        }
    }

    func log(of id: JobID) -> JobEventLog? {
        state.withLock { $0.logs[id] }
    }

    /// Adds an event where the job has a log: one that nobody here accepted or watches has none.
    func append(_ kind: JobEvent.Kind, to id: JobID) {
        log(of: id)?.append(kind)
    }

    /// Adds the last event. The log stays for a while.
    func finish(_ job: Job, at time: Timestamp) {
        guard let log = log(of: job.id) else { return }
        log.append(.result(job))
        let bytes = log.bytes
        state.withLock { state in
            state.ended.append(Ended(id: job.id, log: log, bytes: bytes, at: time))
            state.endedBytes += bytes
        }
        evict(at: time)
    }

    /// Forgets a log of a job that ended unseen, after its watchers have the result. Another life's log stays.
    func forget(_ log: JobEventLog, of job: Job) {
        state.withLock { state in
            if state.logs[job.id] === log { state.logs[job.id] = nil }
        }
        log.append(.result(job))
    }

    /// Forgets the log of a job that is another's now, and ends it without a result.
    func abandon(_ id: JobID) {
        state.withLock { $0.logs.removeValue(forKey: id) }?.close()
    }

    /// Forgets logs of ended jobs that are old, or above the bounds, the oldest first.
    func evict(at time: Timestamp) {
        let discarded = state.withLock { state -> [JobEventLog] in
            var hasWatched = false
            while let first = state.ended.first,
                state.ended.count > Self.mostEnded || state.endedBytes > Self.mostEndedBytes
                    || time.milliseconds(since: first.at) > Self.keepMilliseconds
            {
                state.ended.removeFirst()
                state.endedBytes -= first.bytes
                if state.logs[first.id] === first.log { state.logs[first.id] = nil }
                guard first.bytes > Self.smallBytes else { continue }
                state.watched.append(Watched(log: first.log, bytes: first.bytes))
                hasWatched = true
            }
            return hasWatched ? Self.excess(&state) : []
        }
        for log in discarded { log.discard() }
    }

    /// Takes logs out of those that are read, the oldest first, until the others keep the bound.
    private static func excess(_ state: inout State) -> [JobEventLog] {
        state.watched.removeAll { $0.log == nil }
        var bytes = state.watched.reduce(0) { $0 + $1.bytes }
        var excess: [JobEventLog] = []
        while bytes > mostWatchedBytes, let first = state.watched.popFirst() {
            bytes -= first.bytes
            if let log = first.log { excess.append(log) }
        }
        return excess
    }

    /// Ends every log: no more events will come.
    func close() {
        let logs = state.withLock { state in
            defer { state = State() }
            return Array(state.logs.values)
        }
        for log in logs { log.close() }
    }
}
