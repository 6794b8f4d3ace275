package import RunletCore

/// The life of a job and of its tasks: decides what an event changes and what is to be done then.
///
/// A task goes CREATED → PENDING → RUNNING → an end; a job ends when a task fails, is cancelled, or the last completes.
/// An event that is late, repeated, or of another attempt changes nothing, so deliveries may be at least once.
package struct JobStateMachine: Sendable {
    package private(set) var job: Job

    package init(_ job: Job) {
        self.job = job
    }

    /// Applies the event. Returns what is to be done, in order, once the job is stored.
    package mutating func handle(_ event: JobMachineEvent) -> [JobAction] {
        switch event {
        case .accepted(let time): accept(at: time)
        case .taskStarted(let id, let attempt, let node, let time): start(id, attempt, node, at: time)
        case .taskCompleted(let id, let attempt, let result, let time): complete(id, attempt, result, at: time)
        case .taskFailed(let id, let attempt, let error, let time): fail(id, attempt, error, at: time)
        case .taskCancelled(let id, let attempt, let time): cancelled(id, attempt, at: time)
        case .cancelRequested(let time): requestCancel(at: time)
        case .recovered(let time): recover(at: time)
        case .takenOver(let time): takeOver(at: time)
        case .restartRequested(let time): restart(at: time)
        }
    }

    /// The task that the job waits for: the first that has not ended.
    private var current: Int? {
        job.state.isTerminal ? nil : job.tasks.firstIndex { !$0.state.isTerminal }
    }

    /// The current task, where the news is of its current attempt and that one is under way.
    private func current(_ id: TaskID, _ attempt: Int) -> Int? {
        guard let index = current, job.tasks[index].id == id, job.tasks[index].attempt == attempt else { return nil }
        return job.tasks[index].state == .created ? nil : index
    }

    private mutating func accept(at time: Timestamp) -> [JobAction] {
        guard job.state == .created, let index = current else { return [] }
        job.state = .pending
        return [.announceQueued, publish(index, at: time)]
    }

    private mutating func start(_ id: TaskID, _ attempt: Int, _ node: String, at time: Timestamp) -> [JobAction] {
        guard let index = current(id, attempt), job.tasks[index].state != .running else { return [] }
        job.tasks[index].state = .running
        job.tasks[index].startedAt = time
        job.tasks[index].node = node
        job.state = .running
        job.startedAt = job.startedAt ?? time
        return [.announceStarted(id, attempt: attempt, node: node)]
    }

    private mutating func complete(
        _ id: TaskID, _ attempt: Int, _ result: ExecutionResult, at time: Timestamp
    ) -> [JobAction] {
        guard let index = current(id, attempt) else { return [] }
        job.tasks[index].result = result
        // The news of the start may be behind this one.
        job.tasks[index].startedAt = job.tasks[index].startedAt ?? time
        job.tasks[index].node = job.tasks[index].node ?? result.node
        job.startedAt = job.startedAt ?? time
        if result.outcome == .cancelled { return end(index, .cancelled, .cancelled, at: time) }
        guard result.outcome == .completed || job.tasks[index].acceptsFailure else {
            let error = "task \(index + 1) ended with the outcome \(result.outcome.rawValue)"
            return end(index, .failed, .failed, error: error, at: time)
        }
        job.tasks[index].state = .completed
        job.tasks[index].endedAt = time
        guard let next = current else { return finish(.completed, at: time) }
        guard job.cancelRequestedAt == nil else { return finish(.cancelled, at: time) }
        return [publish(next, at: time)]
    }

    private mutating func fail(_ id: TaskID, _ attempt: Int, _ error: String, at time: Timestamp) -> [JobAction] {
        guard let index = current(id, attempt) else { return [] }
        return retry(index, error, at: time)
    }

    private mutating func cancelled(_ id: TaskID, _ attempt: Int, at time: Timestamp) -> [JobAction] {
        guard let index = current(id, attempt) else { return [] }
        return end(index, .cancelled, .cancelled, at: time)
    }

    private mutating func requestCancel(at time: Timestamp) -> [JobAction] {
        guard let index = current else { return [] }
        let command = JobAction.commandCancel(job.tasks[index].id, throughAttempt: job.tasks[index].attempt)
        job.cancelRequestedAt = job.cancelRequestedAt ?? time
        if job.tasks[index].state == .running { return [command] }
        // The command goes out all the same: a worker may have the task and its news be under way.
        return [command] + end(index, .stopped, .cancelled, at: time)
    }

    private mutating func recover(at time: Timestamp) -> [JobAction] {
        if job.state == .created { return accept(at: time) }
        guard let index = current else { return [] }
        switch job.tasks[index].state {
        case .running, .scheduled:
            let actions = retry(index, "the engine stopped while the task ran", at: time)
            return job.state.isTerminal ? actions : [.announceQueued] + actions
        case .pending:
            // The same attempt again: its delivery is lost or is a duplicate, which is harmless.
            return [.announceQueued, .publish(job.tasks[index])]
        default:
            return [.announceQueued, publish(index, at: time)]
        }
    }

    private mutating func takeOver(at time: Timestamp) -> [JobAction] {
        guard job.state != .created, let index = current, job.tasks[index].state == .running else {
            // It may have been published or not; twice is harmless.
            return recover(at: time)
        }
        let task = job.tasks[index]
        let started = JobAction.announceStarted(task.id, attempt: task.attempt, node: task.node ?? "")
        // Nobody knows whether the wish was told.
        let command = JobAction.commandCancel(task.id, throughAttempt: task.attempt)
        return [.announceQueued, started] + (job.cancelRequestedAt == nil ? [] : [command])
    }

    private mutating func restart(at time: Timestamp) -> [JobAction] {
        guard job.state.isTerminal, !job.tasks.isEmpty else { return [] }
        job.state = .pending
        job.startedAt = nil
        job.endedAt = nil
        job.cancelRequestedAt = nil
        job.error = nil
        for index in job.tasks.indices {
            job.tasks[index].state = .created
            job.tasks[index].attemptsBeforeRestart = job.tasks[index].attempt
            job.tasks[index].scheduledAt = nil
            job.tasks[index].endedAt = nil
            clearAttempt(index)
        }
        return [.announceQueued, publish(0, at: time)]
    }

    // MARK: Steps

    private mutating func clearAttempt(_ index: Int) {
        job.tasks[index].startedAt = nil
        job.tasks[index].node = nil
        job.tasks[index].result = nil
        job.tasks[index].error = nil
    }

    private mutating func publish(_ index: Int, at time: Timestamp) -> JobAction {
        clearAttempt(index)
        job.tasks[index].attempt += 1
        job.tasks[index].state = .pending
        job.tasks[index].scheduledAt = time
        return .publish(job.tasks[index])
    }

    /// Another attempt after this one was lost, as long as the task's limit lets.
    private mutating func retry(_ index: Int, _ error: String, at time: Timestamp) -> [JobAction] {
        if job.cancelRequestedAt != nil { return end(index, .cancelled, .cancelled, at: time) }
        let task = job.tasks[index]
        if task.attempt - task.attemptsBeforeRestart <= task.retryLimit { return [publish(index, at: time)] }
        job.tasks[index].error = error
        return end(index, .failed, .failed, error: error, at: time)
    }

    private mutating func end(
        _ index: Int, _ state: TaskState, _ jobState: JobState, error: String? = nil, at time: Timestamp
    ) -> [JobAction] {
        job.tasks[index].state = state
        job.tasks[index].endedAt = time
        job.error = error
        return finish(jobState, at: time)
    }

    private mutating func finish(_ state: JobState, at time: Timestamp) -> [JobAction] {
        for index in job.tasks.indices where !job.tasks[index].state.isTerminal {
            job.tasks[index].state = .skipped
            job.tasks[index].endedAt = time
        }
        job.state = state
        job.endedAt = time
        return [.finish]
    }
}
