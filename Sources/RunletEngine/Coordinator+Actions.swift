import Logging
import RunletCore
import Synchronization

extension Coordinator {
    /// Applies one event in a transaction and then does what follows from it. Nil where there is no such job.
    func apply(_ event: JobMachineEvent, to id: JobID) async throws -> Job? {
        await awaitCreation(of: id)
        let applied = try await datastore.update(id) { job in
            var machine = JobStateMachine(job)
            let actions = machine.handle(event)
            job = machine.job
            return (actions, job)
        }
        guard let (actions, job) = applied else { return nil }
        await perform(actions, for: job)
        return job
    }

    /// Does what the state machine decided. The change is stored.
    func perform(_ actions: [JobAction], for job: Job) async {
        for action in actions {
            switch action {
            case .announceQueued:
                hub.begin(job.id)
                hub.append(.queued, to: job.id)
            case .announceStarted(let task, let attempt, let node):
                state.withLock { $0.running[job.id] = Attempt(task: task, number: attempt) }
                hub.append(.started(node: node, attempt: attempt), to: job.id)
            case .publish(let task):
                await publish(task)
            case .commandCancel(let task, let attempt):
                await command(.cancel(task, throughAttempt: attempt), of: job.id)
            case .finish:
                record(job)
                // Watchers first: once it is out of the books, the job may be restarted, and its log be another one's.
                hub.finish(job, at: options.now())
                finishWaiting(for: job.id, with: job)
            }
        }
    }

    /// Gives the task to the broker. Where it cannot be, that is a failed attempt like any other.
    private func publish(_ task: JobTask) async {
        do {
            try await broker.publish(task)
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

    private func command(_ command: WorkerCommand, of id: JobID) async {
        do {
            try await broker.publish(command)
        } catch {
            logger.warning("cancel command not published", metadata: ["job.id": "\(id)", "error": "\(error)"])
        }
    }
}
