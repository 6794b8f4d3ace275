import Logging
import RunletCore
import Synchronization

extension Coordinator {
    /// Applies one event in a transaction and then does what follows from it. Nil where there is no such job.
    ///
    /// - Throws: ``ForeignJob`` where it is another coordinator's, and the store's errors.
    func apply(_ event: JobMachineEvent, to id: JobID) async throws -> Job? {
        await awaitCreation(of: id)
        guard let (steps, job) = try await change(id, by: [event]) else { return nil }
        for case let actions? in steps { await perform(actions, for: job) }
        await tellHooks(steps, job)
        return job
    }

    /// Applies events in one transaction; nil stands for what changes nothing. Returns what is to be done for each.
    func change(
        _ id: JobID, by events: [JobMachineEvent?]
    ) async throws -> (steps: [[JobAction]?], job: Job)? {
        try await datastore.update(id) { [name] job in
            guard job.owner == name else { throw ForeignJob(job: job) }
            var machine = JobStateMachine(job)
            let steps = events.map { event in event.map { machine.handle($0) } }
            job = machine.job
            return (steps, job)
        }
    }

    /// - Parameter steps: what followed from the change, nothing where there was none.
    func tellHooks(_ steps: [[JobAction]?], _ job: Job) async {
        guard !options.hooks.jobChanged.isEmpty, steps.contains(where: { $0?.isEmpty == false }) else { return }
        for hook in options.hooks.jobChanged { await hook(job) }
    }

    /// Does what the state machine decided. The change is stored.
    func perform(_ actions: [JobAction], for job: Job) async {
        for action in actions {
            switch action {
            case .announceQueued:
                hub.begin(job.id)
                hub.append(.queued, to: job.id)
            case .announceStarted(let task, let attempt, let node):
                state.withLock { $0.running[job.id] = CurrentAttempt(task: task, number: attempt) }
                hub.append(.started(node: node, attempt: attempt), to: job.id)
            case .publish(let task):
                await publish(task)
            case .commandCancel(let task, let attempt):
                state.withLock { $0.cancelling[job.id] = CurrentAttempt(task: task, number: attempt) }
                await command(.cancel(task, throughAttempt: attempt), of: job.id)
            case .finish:
                record(job)
                await endOtherExecutions(of: job.id)
                // Watchers first: once it is out of the books, the job may be restarted, and its log be another one's.
                hub.finish(job, at: options.now())
                finishWaiting(for: job.id, with: job)
            }
        }
    }

    /// Gives the task to the broker. Where it cannot be, that is a failed attempt like any other.
    func publish(_ task: JobTask) async {
        do {
            var owned = task
            owned.owner = name
            try await broker.publish(owned)
        } catch {
            logger.warning(
                "task not published",
                metadata: ["job.id": "\(task.jobID)", "task.id": "\(task.id)", "error": "\(error)"])
            let failure = JobMachineEvent.taskFailed(
                task.id, attempt: task.attempt, "the broker did not take the task", at: options.now())
            try? await options.sleep(.milliseconds(250))
            do {
                _ = try await apply(failure, to: task.jobID)
            } catch {
                logger.error(
                    "task neither published nor failed; the next start picks it up",
                    metadata: ["job.id": "\(task.jobID)", "task.id": "\(task.id)", "error": "\(error)"])
            }
        }
    }

    /// Its end is there; whoever else works on it works for nothing.
    private func endOtherExecutions(of id: JobID) async {
        guard let attempt = state.withLock({ $0.running[id] }), attempt.executions > 1 else { return }
        await command(.cancel(attempt.task, throughAttempt: attempt.number), of: id)
    }

    func command(_ command: WorkerCommand, of id: JobID) async {
        do {
            try await broker.publish(command)
        } catch {
            logger.warning("cancel command not published", metadata: ["job.id": "\(id)", "error": "\(error)"])
        }
    }
}
