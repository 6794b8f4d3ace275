import RunletCore
import Synchronization

/// Where a watcher of another coordinator's job is. One reader at a time.
///
/// Its events get numbers of their own, since a coordinator that takes the job over begins its log anew.
final class RemoteEvents: Sendable {
    private struct State {
        var job: Job
        /// The last event that was asked for, by its owner's numbers.
        var position: Int
        /// The last number that the watcher got.
        var sequence: Int
        var waiting: ArraySlice<JobEvent> = []
        var hasEnded = false
    }

    private let state: Mutex<State>

    init(job: Job, after sequence: Int) {
        state = Mutex(State(job: job, position: sequence, sequence: sequence))
    }

    /// The next event; nil after the result, where the job is gone, and where the reading task is cancelled.
    func next(from coordinator: Coordinator) async -> JobEvent? {
        while !Task.isCancelled {
            if let event = take() { return event }
            if state.withLock({ $0.hasEnded }) { return nil }
            await read(from: coordinator)
        }
        return nil
    }

    private func take() -> JobEvent? {
        state.withLock { state in
            guard let event = state.waiting.popFirst() else { return nil }
            state.position = event.sequence
            state.sequence += 1
            if case .result = event.kind { state.hasEnded = true }
            return JobEvent(sequence: state.sequence, kind: event.kind)
        }
    }

    private func read(from coordinator: Coordinator) async {
        let (job, position) = state.withLock { ($0.job, $0.position) }
        if let events = await coordinator.ask(job.owner, of: job.id, after: position) {
            state.withLock { $0.waiting = events[...] }
            return
        }
        // The owner has forgotten it, is gone, or slow: the store knows which.
        do {
            guard let now = try await coordinator.datastore.job(job.id) else {
                return state.withLock { $0.hasEnded = true }
            }
            if now.state.isTerminal {
                await readStored(now)
            } else if now.owner == coordinator.name {
                // It was taken over by the one that is asked here; it has a log of it soon, or has it stored.
                await readOwn(now, coordinator)
            } else {
                state.withLock { state in
                    if state.job.owner != now.owner { state.position = 0 }
                    state.job = now
                }
                try await coordinator.options.sleep(.milliseconds(200))
            }
        } catch {
            try? await coordinator.options.sleep(.seconds(1))
        }
    }

    private func readStored(_ job: Job) async {
        // Whoever only knows that it was queued has missed nothing that cannot be told.
        let position = state.withLock { $0.position }
        let isFresh = position <= 1
        var events: [JobEvent] = []
        for await event in JobEvent.stored(job, after: isFresh ? 0 : position) { events.append(event) }
        state.withLock { $0.waiting = events.dropFirst(isFresh ? position : 0) }
    }

    private func readOwn(_ job: Job, _ coordinator: Coordinator) async {
        guard let log = coordinator.hub.log(of: job.id) else {
            try? await coordinator.options.sleep(.milliseconds(200))
            return
        }
        let position = state.withLock { state in
            if state.job.owner != job.owner { state.position = 0 }
            state.job = job
            return state.position
        }
        var batches = log.batches(after: position, outputBytes: 0).makeAsyncIterator()
        if let events = await batches.next() { state.withLock { $0.waiting = events[...] } }
    }
}
