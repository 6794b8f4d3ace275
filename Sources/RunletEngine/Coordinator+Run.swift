import Logging
import OrderedCollections
import RunletCore
import ServiceLifecycle
import Synchronization

extension Coordinator {
    /// How many jobs' news are worked on at the same time. The news of one job stay in order.
    private static let laneCount = 8
    /// Between two looks at the logs of ended jobs.
    private static let evictionInterval = Duration.seconds(5)
    /// Between two removals of old jobs, in looks.
    private static let looksPerSweep = 120

    /// Picks up what an earlier process left, then works until the service group stops or the task is cancelled.
    ///
    /// What was published by then is still applied. Jobs that have not ended are picked up by the next start.
    public func run() async throws {
        defer { stopWaiting() }
        let events = try await broker.events()
        try await recover()
        await withTaskGroup { group in
            group.addTask { await self.sweep() }
            await self.serve(events)
            group.cancelAll()
        }
    }

    /// Deals the events out to the lanes until the coordinator stops, and lets the lanes work off what they have.
    private func serve(_ events: AsyncStream<EventDelivery>) async {
        let lanes = (0..<Self.laneCount).map { _ in Mailbox<EventDelivery>() }
        await withDiscardingTaskGroup { group in
            for lane in lanes {
                group.addTask { await self.work(lane) }
            }
            // A task of its own, so that it can be cancelled while the lanes go on. A cancelled stream still gives what
            // it holds.
            let intake = Task {
                for await delivery in events {
                    let lane = Int(UInt(bitPattern: delivery.event.jobID.hashValue) % UInt(lanes.count))
                    lanes[lane].send(delivery)
                }
            }
            await withTaskCancellationOrGracefulShutdownHandler {
                await intake.value
            } onCancelOrGracefulShutdown: {
                self.drain()
                intake.cancel()
            }
            for lane in lanes { lane.finish() }
        }
    }

    private func work(_ lane: Mailbox<EventDelivery>) async {
        while let batch = await lane.takeAll() {
            var byJob: OrderedDictionary<JobID, [EventDelivery]> = [:]
            for delivery in batch { byJob[delivery.event.jobID, default: []].append(delivery) }
            for (id, deliveries) in byJob {
                await handle(deliveries.map(\.event), of: id)
                // What could not be stored comes again.
                if Task.isCancelled { continue }
                for delivery in deliveries { await delivery.acknowledge() }
            }
        }
    }

    /// Applies what piled up for one job in one transaction, then tells it in order.
    private func handle(_ events: [TaskEvent], of id: JobID) async {
        let changes = events.map(JobMachineEvent.init)
        guard changes.contains(where: { $0 != nil }) else {
            for event in events { relay(event) }
            return
        }
        guard let (steps, job) = await store(changes, of: id) else { return }
        for (event, actions) in zip(events, steps) {
            if let actions { await perform(actions, for: job) } else { relay(event) }
        }
    }

    /// Stores the changes. A store that fails is tried again until the coordinator is cancelled: news must not be lost.
    /// Nil where there is no such job.
    private func store(_ changes: [JobMachineEvent?], of id: JobID) async -> (steps: [[JobAction]?], job: Job)? {
        var pause = Duration.milliseconds(50)
        await awaitCreation(of: id)
        while true {
            do {
                return try await datastore.update(id) { job in
                    var machine = JobStateMachine(job)
                    let steps = changes.map { change in change.map { machine.handle($0) } }
                    job = machine.job
                    return (steps, job)
                }
            } catch {
                if Task.isCancelled { return nil }
                logger.error("job not stored", metadata: ["job.id": "\(id)", "error": "\(error)"])
                try? await options.sleep(pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// Tells progress, unless it is of an attempt that was given up.
    private func relay(_ event: TaskEvent) {
        let attempt = Attempt(task: event.taskID, number: event.attempt)
        guard state.withLock({ $0.running[event.jobID] }) == attempt else { return }
        switch event.kind {
        case .output(let phase, let stream, let data): hub.append(.output(phase, stream, data), to: event.jobID)
        case .phaseEnded(let phase, let outcome): hub.append(.phase(phase, outcome), to: event.jobID)
        case .inputDropped(let count): hub.append(.inputDropped(count), to: event.jobID)
        case .started, .completed, .failed, .cancelled: break
        }
    }

    /// Takes up every job that an earlier process accepted and did not end.
    private func recover() async throws {
        for job in try await datastore.unfinishedJobs() {
            // Those submitted to this process in the meantime are none of them.
            guard state.withLock({ $0.pending.insert(job.id).inserted }) else { continue }
            let recovered = try await apply(.recovered(at: options.now()), to: job.id)
            if recovered?.state.isTerminal ?? true { release(job.id) }
            let state = recovered?.state.rawValue ?? "removed"
            logger.info("job recovered", metadata: ["job.id": "\(job.id)", "job.state": "\(state)"])
        }
    }

    /// Forgets and removes what is old, until cancelled.
    private func sweep() async {
        var look = 0
        while !Task.isCancelled {
            if look % Self.looksPerSweep == 0 { await removeOldJobs() }
            await removeForSpace()
            look += 1
            do { try await options.sleep(Self.evictionInterval) } catch { return }
            hub.evict(at: options.now())
        }
    }

    private func removeForSpace() async {
        do {
            let count = try await datastore.removeJobs(beyond: options.maxStoredBytes)
            if count > 0 { logger.warning("jobs removed for space", metadata: ["count": "\(count)"]) }
        } catch {
            if !Task.isCancelled { logger.warning("no jobs removed for space", metadata: ["error": "\(error)"]) }
        }
    }

    private func removeOldJobs() async {
        let age = Int64(clamping: options.retentionMilliseconds).multipliedReportingOverflow(by: 1000)
        guard !age.overflow else { return }
        let (time, overflow) = options.now().microseconds.subtractingReportingOverflow(age.partialValue)
        guard !overflow else { return }
        do {
            let count = try await datastore.removeJobs(endedBefore: Timestamp(microseconds: time))
            if count > 0 { logger.info("old jobs removed", metadata: ["count": "\(count)"]) }
        } catch {
            if !Task.isCancelled { logger.warning("old jobs not removed", metadata: ["error": "\(error)"]) }
        }
    }
}
