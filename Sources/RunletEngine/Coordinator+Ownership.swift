import Logging
import RunletCore
import Synchronization

/// Whose job it is, where several coordinators share a store.
extension Coordinator {
    /// Between two signs of life.
    private static let attendanceInterval = Duration.seconds(2)
    /// Between two looks for jobs that got lost on the way, in signs of life.
    private static let signsPerLook = 15
    /// How long after its latest possible end a task counts as lost, in milliseconds: clocks differ, machines are busy.
    private static let lossMargin = 300_000.0
    /// How long news of a job that nobody knows are kept, in milliseconds. It may be being stored.
    private static let unknownPatience = 600_000.0
    /// How long the queue of a coordinator is read whose jobs were taken over, at least: news of them may be late.
    private static let inheritance = Duration.seconds(60)

    /// Says again and again that this coordinator is there, and takes over the jobs of those who do not.
    ///
    /// - Parameter first: what the first time brought.
    func attend(after first: Attendance, _ intake: Intake) async {
        // What follows from a sign takes its time; the next sign does not wait for that, or others would take what
        // this one has.
        let signs = Mailbox<Attendance?>()
        signs.send(first)
        await withDiscardingTaskGroup { group in
            group.addTask {
                await self.leaveSigns(signs)
                signs.finish()
            }
            await self.follow(signs, intake, &group)
            group.cancelAll()
        }
    }

    /// - Parameter signs: gets what each brought; nil for one that could not be left.
    private func leaveSigns(_ signs: Mailbox<Attendance?>) async {
        while !Task.isCancelled {
            do {
                try await options.sleep(Self.attendanceInterval)
                signs.send(try await datastore.attend(name, takingOverAfter: options.patience))
            } catch {
                if Task.isCancelled { return }
                logger.warning("no sign of life left in the store", metadata: ["error": "\(error)"])
                signs.send(nil)
            }
        }
    }

    private func follow(_ signs: Mailbox<Attendance?>, _ intake: Intake, _ group: inout DiscardingTaskGroup) async {
        var pickUp: PickUp? = .all
        var isFirst = true
        var isLost = false
        var count = 0
        var suspects: Set<JobID> = []
        while let batch = await signs.takeAll() {
            for case let attendance? in batch {
                for former in attendance.takenOver where state.withLock({ $0.inherited.insert(former).inserted }) {
                    logger.notice("jobs taken over", metadata: ["coordinator": "\(former)"])
                    if broker.isShared { group.addTask { await self.inherit(from: former, intake) } }
                }
                if !attendance.takenOver.isEmpty { pickUp = pickUp ?? .all }
                if attendance.isNew, !isFirst { isLost = true }
                isFirst = false
            }
            // Whose jobs are ours by now is not known, and so neither is whose queue to read.
            if batch.contains(where: { $0 == nil }) { pickUp = .again }
            count += 1
            if count % Self.signsPerLook == 0 { pickUp = pickUp ?? .all }
            do {
                if isLost { try await giveUpLost() }
                isLost = false
                if let how = pickUp { suspects = try await recover(how, suspects) }
                pickUp = nil
            } catch {
                if !Task.isCancelled {
                    logger.error("jobs not picked up, trying again", metadata: ["error": "\(error)"])
                }
            }
            await repeatCancels()
        }
    }

    /// How jobs that became this coordinator's are gone on with.
    private enum PickUp {
        /// Tasks that run go on, where the broker outlives its users: their news come.
        case all
        /// Tasks that run are tried again: their news may go to a queue that nobody reads.
        case again
    }

    /// Takes up every job of this coordinator that it does not know of, and lets go of those that it waits for in vain.
    ///
    /// - Parameter suspects: the jobs that the last look did not find among the unfinished ones.
    /// - Returns: those that this one did not find.
    private func recover(_ pickUp: PickUp, _ suspects: Set<JobID>) async throws -> Set<JobID> {
        let (known, expected) = state.withLock { state in
            (state.pending, state.pending.filter { state.creating[$0] == nil })
        }
        let unfinished = try await datastore.unfinishedJobs(of: name)
        let missing = expected.subtracting(unfinished.map(\.id))
        // One that ends just now is missing too, once.
        for id in missing.intersection(suspects) { try await settle(id) }
        for job in unfinished {
            // Those submitted to this process in the meantime are none of them.
            guard !known.contains(job.id), state.withLock({ $0.pending.insert(job.id).inserted }) else {
                try await retryIfLost(job)
                continue
            }
            do {
                let now = options.now()
                let goesOn = broker.isShared && pickUp == .all
                let recovered = try await apply(goesOn ? .takenOver(at: now) : .recovered(at: now), to: job.id)
                if recovered?.state.isTerminal ?? true { release(job.id) }
                let state = recovered?.state.rawValue ?? "removed"
                logger.info("job recovered", metadata: ["job.id": "\(job.id)", "job.state": "\(state)"])
            } catch {
                release(job.id)
                if error is ForeignJob { continue }
                throw error
            }
        }
        try await publishAgainIfLost(unfinished.filter(waitsLong))
        return missing
    }

    /// The job has ended or is another's, and that went unnoticed, as where the store did what it then could not say.
    private func settle(_ id: JobID) async throws {
        let job = try await datastore.job(id)
        guard state.withLock({ $0.pending.contains(id) }) else { return }
        if let job, job.owner == name {
            if job.state.isTerminal { await perform([.finish], for: job) }
        } else {
            release(id)
            hub.abandon(id)
        }
    }

    /// Publishes the task that the job waits for once more, which is harmless where it was published.
    func publishAgain(_ job: Job) async {
        guard let task = job.tasks.first(where: { !$0.state.isTerminal }), task.state == .pending else { return }
        await publish(task)
    }

    /// Whether the job has waited in its queue for so long that the queue should be looked at.
    private func waitsLong(_ job: Job) -> Bool {
        guard let task = job.tasks.first(where: { !$0.state.isTerminal }), task.state == .pending,
            let scheduledAt = task.scheduledAt
        else { return false }
        return options.now().milliseconds(since: scheduledAt) > Self.lossMargin
    }

    /// A queue may be emptied, or its broker lose its disk.
    private func publishAgainIfLost(_ jobs: [Job]) async throws {
        guard broker.isShared, !jobs.isEmpty else { return }
        let empty = Set(try await broker.queues().filter { $0.size == 0 }.map(\.name))
        for job in jobs where empty.contains(job.tasks.first { !$0.state.isTerminal }?.queue ?? "") {
            logger.error("task lost from its queue", metadata: ["job.id": "\(job.id)"])
            await publishAgain(job)
        }
    }

    /// A worker and its broker may be lost together, and the news of a task with them: it is not waited for for ever.
    private func retryIfLost(_ job: Job) async throws {
        guard let task = job.tasks.first(where: { !$0.state.isTerminal }), let startedAt = task.startedAt,
            options.now().milliseconds(since: startedAt) > task.plan.longestMilliseconds + Self.lossMargin
        else { return }
        logger.error("task lost", metadata: ["job.id": "\(job.id)", "task.id": "\(task.id)"])
        do {
            let failure = JobMachineEvent.taskFailed(
                task.id, attempt: task.attempt, "nothing was heard of it any more", at: options.now())
            _ = try await apply(failure, to: job.id)
        } catch is ForeignJob {}
    }

    /// Reads what comes for another coordinator as long as jobs of that time have not ended.
    private func inherit(from former: String, _ intake: Intake) async {
        defer { state.withLock { _ = $0.inherited.remove(former) } }
        do {
            let messages = try await broker.messages(for: former)
            let dealing = Task { await intake.deal(messages, for: former) }
            defer { dealing.cancel() }
            try await options.sleep(Self.inheritance)
            let inherited = state.withLock { $0.pending }
            while !state.withLock({ $0.pending.isDisjoint(with: inherited) }) {
                try await options.sleep(Self.inheritance)
            }
        } catch {
            if Task.isCancelled { return }
            logger.error("queue not inherited", metadata: ["coordinator": "\(former)", "error": "\(error)"])
        }
    }

    /// A command reaches the workers that are connected at the time; one that is not may be the one that is meant.
    private func repeatCancels() async {
        guard broker.isShared else { return }
        for (id, attempt) in state.withLock({ $0.cancelling }) {
            await command(.cancel(attempt.task, throughAttempt: attempt.number), of: id)
        }
    }

    /// This coordinator was thought to be gone: what others took is theirs.
    private func giveUpLost() async throws {
        for id in state.withLock({ $0.pending }) {
            // Where it is being stored just now, it is not anybody's else.
            guard state.withLock({ $0.creating[id] == nil }) else { continue }
            let job = try await datastore.job(id)
            guard let job, job.owner != name else { continue }
            logger.notice("job lost to another", metadata: ["job.id": "\(id)", "coordinator": "\(job.owner)"])
            // Who waits for it looks into the store from now on, and watchers ask its owner when they come again.
            release(id)
            hub.abandon(id)
        }
    }

    /// News that could not be handed on, or of a job that nobody knows: the one to whom they were sent is perhaps
    /// storing that job just now, where it is alive after all.
    func giveBack(_ arrival: Arrival) async {
        guard broker.isShared, case .news(let event) = arrival.delivery.message,
            options.now().milliseconds(since: event.at) < Self.unknownPatience
        else { return await arrival.delivery.acknowledge() }
        do {
            try await options.sleep(.milliseconds(500))
            try await broker.publish(arrival.delivery.message, to: arrival.addressee)
            await arrival.delivery.acknowledge()
        } catch {
            // Not acknowledged, so it comes again.
        }
    }

    /// News that came to the wrong one, of a time when it was the right one. Returns whether nothing of them is left.
    func handOn(_ events: [TaskEvent], of job: Job) async -> Bool {
        if job.state.isTerminal {
            for event in events {
                guard case .started = event.kind else { continue }
                await command(.cancel(event.taskID, throughAttempt: event.attempt), of: job.id)
            }
            return true
        }
        guard broker.isShared, !job.owner.isEmpty else { return true }
        for event in events {
            do {
                try await broker.publish(.news(event), to: job.owner)
            } catch {
                logger.error("news not handed on", metadata: ["job.id": "\(job.id)", "error": "\(error)"])
                return false
            }
        }
        return true
    }
}

extension ExecutionPlan {
    /// How long its phases may take together.
    fileprivate var longestMilliseconds: Double {
        Double(compile?.limits.timeout ?? 0) + Double(inputs.count) * Double(run.limits.timeout)
    }
}
