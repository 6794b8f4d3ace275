import FoundationEssentials
import Logging
import RunletCore
import ServiceLifecycle

extension Worker {
    /// How much output one event holds at most where several pieces are put together, in bytes.
    private static let mostMerged = 256 << 10

    /// Executes a task once and settles its delivery. The delivery is acknowledged after the broker has the end.
    func execute(_ delivery: TaskDelivery) async {
        let task = delivery.task
        // Before anything else, so that a command finds the attempt from here on.
        guard let running = running.begin(task) else {
            await conclude(delivery, with: .cancelled, execution: 0)
            return
        }
        defer { self.running.end(running) }
        let progress = running.progress
        progress.send(.started)
        let startedAt = now()
        let end = await withTaskGroup { group in
            group.addTask { await self.relay(progress, of: task, running.execution) }
            let end = await self.attempt(task, running)
            progress.finish()
            await group.waitForAll()
            return end
        }
        switch end {
        case .completed(var result):
            result.stages.queue = startedAt.milliseconds(since: task.scheduledAt ?? task.createdAt)
            result.node = name
            await conclude(delivery, with: .completed(result), execution: running.execution)
        case .some(let end):
            await conclude(delivery, with: end, execution: running.execution)
        case nil:
            await handBack(delivery)
        }
    }

    /// Has the runtime execute the task, until it ends or the signal is given. Nil where the worker itself was
    /// cancelled: then nothing is known of the task.
    private func attempt(_ task: JobTask, _ running: RunningAttempt) async -> TaskEvent.Kind? {
        await withTaskGroup(of: TaskEvent.Kind?.self) { group in
            group.addTask {
                do {
                    var task = task
                    for hook in self.hooks.beginTask { try await hook(&task) }
                    let result = try await self.runtime.execute(task, input: running.inputs) { news in
                        running.progress.send(TaskEvent.Kind(news), merge: Self.merge)
                    }
                    return .completed(result)
                } catch {
                    if running.signal.isFired { return .cancelled }
                    // The group is only cancelled by the signal or with the worker.
                    if Task.isCancelled { return nil }
                    self.log("the runtime failed", task, error)
                    // What is wrong with the machine is the operator's to know.
                    return .failed("the engine could not run it; its log says why")
                }
            }
            group.addTask {
                await running.signal.wait()
                return nil
            }
            // Whichever ends first, the other is not needed any more; what the runtime says is the end.
            var end: TaskEvent.Kind?
            for await outcome in group {
                end = end ?? outcome
                group.cancelAll()
            }
            return end
        }
    }

    /// Publishes progress in order; what piles up meanwhile is merged in the mailbox.
    private func relay(_ progress: Mailbox<TaskEvent.Kind>, of task: JobTask, _ execution: UInt64) async {
        while let news = await progress.takeAll() {
            for kind in news { await publish(kind, of: task, execution) }
        }
    }

    /// Tells the end, then acknowledges. Where the end cannot be told, the task is handed back.
    private func conclude(_ delivery: TaskDelivery, with end: TaskEvent.Kind, execution: UInt64) async {
        for hook in hooks.taskEnded { await hook(delivery.task, end) }
        guard await publish(end, of: delivery.task, execution) else {
            await handBack(delivery)
            return
        }
        do {
            try await delivery.acknowledge()
        } catch {
            // It is delivered again; its news are then late and change nothing.
            log("delivery not acknowledged", delivery.task, error)
        }
    }

    private func handBack(_ delivery: TaskDelivery) async {
        do {
            try await delivery.requeue()
        } catch {
            log("delivery not handed back", delivery.task, error)
        }
    }

    /// Publishes an event, and tries again until the worker is cancelled. Returns whether the broker has it. What it will
    /// never take is left out, and an end is told as a failure instead.
    @discardableResult
    private func publish(_ kind: TaskEvent.Kind, of task: JobTask, _ execution: UInt64) async -> Bool {
        var event = TaskEvent(
            jobID: task.jobID, taskID: task.id, attempt: task.attempt, execution: execution, node: name, at: now(),
            kind: kind)
        var pause = Duration.milliseconds(50)
        while true {
            do {
                try await broker.publish(.news(event), to: task.owner)
                return true
            } catch {
                if Task.isCancelled { return false }
                log("event not published", task, error)
                if let error = error as? any TemporaryError, !error.isTemporary {
                    guard case .completed = event.kind else { return true }
                    event.kind = .failed("the broker does not take a result of that size")
                    continue
                }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private func log(_ message: Logger.Message, _ task: JobTask, _ error: any Error) {
        logger.warning(
            message, metadata: ["job.id": "\(task.jobID)", "task.id": "\(task.id)", "error": "\(error)"])
    }

    /// Puts output behind output of the same stream.
    @Sendable
    private static func merge(_ last: inout TaskEvent.Kind, _ next: TaskEvent.Kind) -> Bool {
        guard case .output(let phase, let stream, var data) = last, case .output(phase, stream, let more) = next,
            data.count + more.count <= mostMerged
        else { return false }
        last = .started  // Lets go of the bytes, so that they are appended to in place.
        data.append(more)
        last = .output(phase, stream, data)
        return true
    }
}

extension TaskEvent.Kind {
    fileprivate init(_ progress: ExecutionProgress) {
        switch progress {
        case .output(let phase, let stream, let data): self = .output(phase, stream, data)
        case .phaseEnded(let phase, let outcome): self = .phaseEnded(phase, outcome)
        }
    }
}
