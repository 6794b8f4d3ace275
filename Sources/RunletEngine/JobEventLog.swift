import RunletCore
import Synchronization

/// The events of one job: kept in order, read by any number of watchers, each at its own pace.
///
/// Watchers hold a position and ask for what is next, so that a slow one costs no memory, sees no gap and nothing twice.
final class JobEventLog: Sendable {
    /// Bytes of output and result kept per job. The runtime's caps are lower; output above this is left out, the
    /// result never is.
    static let mostBytes = 32 << 20

    private struct State {
        var events: [JobEvent] = []
        var bytes = 0
        var isEnded = false
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    var bytes: Int { state.withLock { $0.bytes } }
    var isEnded: Bool { state.withLock { $0.isEnded } }
    var isUntouched: Bool { state.withLock { $0.events.isEmpty && !$0.isEnded } }

    /// Adds an event and wakes the watchers. Nothing is added after the end.
    func append(_ kind: JobEvent.Kind) {
        let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard !state.isEnded else { return [] }
            let size = Self.size(of: kind)
            if case .output = kind, state.bytes + size > Self.mostBytes { return [] }
            state.bytes += size
            state.events.append(JobEvent(sequence: state.events.count + 1, kind: kind))
            if case .result = kind { state.isEnded = true }
            return Self.takeWaiters(&state)
        }
        for waiter in woken { waiter.resume() }
    }

    /// Ends the log where no result will come.
    func close() {
        end { _ in }
    }

    /// Throws the events away: watchers that have not had them all see the end without the result.
    func discard() {
        end { state in
            state.events = []
            state.bytes = 0
        }
    }

    private func end(_ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            state.isEnded = true
            return Self.takeWaiters(&state)
        }
        for waiter in woken { waiter.resume() }
    }

    /// The events after the sequence number: the ones there are, then the ones to come, ending after the result.
    func stream(after sequence: Int) -> AsyncStream<JobEvent> {
        let cursor = Cursor(start(after: sequence))
        return AsyncStream { [self] in await next(after: cursor, outputBytes: 0).first }
    }

    /// The same in pieces: what there is at the time, at least one event, and output of about so many bytes at most.
    func batches(after sequence: Int, outputBytes: Int) -> AsyncStream<[JobEvent]> {
        let cursor = Cursor(start(after: sequence))
        return AsyncStream { [self] in
            let events = await next(after: cursor, outputBytes: outputBytes)
            return events.isEmpty ? nil : events
        }
    }

    private func start(after sequence: Int) -> Int {
        state.withLock { state in
            if sequence <= state.events.count { return max(0, sequence) }
            // A number that was never given is of another process. The watcher must still see the result, and where the
            // program begins again, that what it saw is void.
            if state.isEnded { return max(0, state.events.count - 1) }
            return state.events.lastIndex { if case .started = $0.kind { true } else { false } } ?? 0
        }
    }

    /// Empty at the end.
    private func next(after cursor: Cursor, outputBytes: Int) async -> [JobEvent] {
        let position = cursor.position.withLock { $0 }
        while !Task.isCancelled {
            let (events, isEnded) = state.withLock { state in
                (Self.batch(of: state.events.dropFirst(position), outputBytes), state.isEnded)
            }
            if let last = events.last {
                cursor.position.withLock { $0 = last.sequence }
                return events
            }
            if isEnded { return [] }
            await wait(past: position)
        }
        return []
    }

    private static func batch(of events: ArraySlice<JobEvent>, _ bytes: Int) -> [JobEvent] {
        var room = bytes
        let more = events.dropFirst().prefix { event in
            room -= size(of: event.kind)
            return room >= 0
        }
        return Array(events.prefix(1) + more)
    }

    private func wait(past position: Int) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.events.count > position || state.isEnded || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    private static func takeWaiters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.waiters = [:] }
        return Array(state.waiters.values)
    }

    private static func size(of kind: JobEvent.Kind) -> Int {
        switch kind {
        case .queued, .started, .phase, .inputDropped: 64
        case .output(_, _, let data): 64 + data.count
        case .result(let job): job.tasks.reduce(256) { $0 + size(of: $1) }
        }
    }

    private static func size(of task: JobTask) -> Int {
        let plan = task.plan.files.reduce(0) { $0 + $1.content.count }
        let input = task.plan.inputs.reduce(0) { $0 + $1.stdin.count }
        return plan + input + (task.result?.contentSize ?? 0)
    }

    /// Where a watcher is.
    private final class Cursor: Sendable {
        let position: Mutex<Int>

        init(_ position: Int) {
            self.position = Mutex(position)
        }
    }
}
