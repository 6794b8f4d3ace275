import RunletCore
import Synchronization

extension Coordinator {
    /// Waits for the end of a job that is pending here. Nil where it is not, or is not any more: then the store knows.
    func waitForEnd(of id: JobID) async throws -> Job? {
        let waiter = state.withLock { $0.newID() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Job?, any Error>) in
                let answer = state.withLock { state -> Result<Job?, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    guard state.pending.contains(id) else { return .success(nil) }
                    if state.isStopped { return .failure(EngineError.stopped) }
                    state.waiters[id, default: [:]][waiter] = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiters[id]?.removeValue(forKey: waiter) }?.resume(throwing: CancellationError())
        }
    }

    /// Takes the job out of the books and wakes who waits for it.
    ///
    /// - Parameter job: the ended job; nil where it did not end here.
    func finishWaiting(for id: JobID, with job: Job?) {
        let (listener, waiters) = state.withLock { state in
            state.pending.remove(id)
            state.running[id] = nil
            state.cancelling[id] = nil
            return (state.listeners.removeValue(forKey: id), state.waiters.removeValue(forKey: id) ?? [:])
        }
        for waiter in waiters.values { waiter.resume(returning: job) }
        if let job { listener?(job) }
    }

    /// Nothing will end any more in this process.
    func stopWaiting() {
        let (waiters, questions) = state.withLock { state in
            state.isDraining = true
            state.isStopped = true
            state.listeners = [:]
            defer {
                state.waiters = [:]
                state.questions = [:]
            }
            return (state.waiters.values.flatMap(\.values), Array(state.questions.values))
        }
        for waiter in waiters { waiter.resume(throwing: EngineError.stopped) }
        for question in questions { question.resume(returning: nil) }
        hub.close()
    }
}
