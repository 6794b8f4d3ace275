import Logging
import OrderedCollections
import RunletCore
import ServiceLifecycle
import Synchronization

extension Coordinator {
    /// How many jobs' news are worked on at the same time. The news of one job stay in order.
    private static let laneCount = 8

    /// The lanes, and what brings messages to them.
    struct Intake: Sendable {
        let lanes = (0..<Coordinator.laneCount).map { _ in Mailbox<Arrival>() }

        /// Deals the messages for a coordinator out until the stream ends. A cancelled one still gives what it holds.
        func deal(_ messages: AsyncStream<MessageDelivery>, for addressee: String) async {
            for await delivery in messages {
                let lane = Int(UInt(bitPattern: delivery.message.key) % UInt(lanes.count))
                lanes[lane].send(Arrival(delivery: delivery, addressee: addressee))
            }
        }
    }

    /// A message, and which coordinator it was sent to: this one, or one whose jobs it took over.
    struct Arrival: Sendable {
        let delivery: MessageDelivery
        let addressee: String
    }

    /// Picks up what an earlier process left, then works until the service group stops or the task is cancelled.
    ///
    /// What was published by then is still applied. Jobs that have not ended are picked up by the next start, or by
    /// another coordinator.
    public func run() async throws {
        defer { stopWaiting() }
        // On the list first: whoever is not loses its jobs.
        let attendance = try await datastore.attend(name, takingOverAfter: options.patience)
        let messages = try await broker.messages(for: name)
        let intake = Intake()
        await withTaskGroup { group in
            group.addTask { await self.sweep() }
            group.addTask { await self.attend(after: attendance, intake) }
            await self.serve(messages, intake)
            group.cancelAll()
        }
        do {
            try await datastore.leave(name)
        } catch {
            logger.warning("not taken off the list of coordinators", metadata: ["error": "\(error)"])
        }
    }

    /// Lets the lanes work until the coordinator stops, and then work off what they have.
    private func serve(_ messages: AsyncStream<MessageDelivery>, _ intake: Intake) async {
        await withDiscardingTaskGroup { group in
            for lane in intake.lanes {
                group.addTask { await self.work(lane) }
            }
            // A task of its own, so that it can be cancelled while the lanes go on.
            let dealing = Task { await intake.deal(messages, for: name) }
            await withTaskCancellationOrGracefulShutdownHandler {
                await dealing.value
            } onCancelOrGracefulShutdown: {
                self.drain()
                dealing.cancel()
            }
            for lane in intake.lanes { lane.finish() }
        }
    }

    private func work(_ lane: Mailbox<Arrival>) async {
        await withDiscardingTaskGroup { group in
            while let batch = await lane.takeAll() {
                var byJob: OrderedDictionary<JobID, [(event: TaskEvent, arrival: Arrival)]> = [:]
                for arrival in batch {
                    switch arrival.delivery.message {
                    case .news(let event): byJob[event.jobID, default: []].append((event, arrival))
                    case .cancel(let id):
                        await cancelForOther(id)
                        if !Task.isCancelled { await arrival.delivery.acknowledge() }
                    case .question(let question):
                        group.addTask { await self.answer(question) }
                        await arrival.delivery.acknowledge()
                    case .answer(let answer):
                        take(answer)
                        await arrival.delivery.acknowledge()
                    }
                }
                for (id, news) in byJob {
                    let fate = await handle(news.map(\.event), of: id)
                    // What could not be stored comes again.
                    if Task.isCancelled { continue }
                    for (_, arrival) in news {
                        // What this one was sent of a job that it could not store is of no use to anybody.
                        if fate == .done || fate == .unknown && arrival.addressee == name {
                            await arrival.delivery.acknowledge()
                        } else {
                            group.addTask { await self.giveBack(arrival) }
                        }
                    }
                }
            }
            group.cancelAll()
        }
    }

    private enum Fate {
        case done
        /// There is no such job, or not yet.
        case unknown
        /// There was no way to its owner.
        case undone
    }

    /// Applies what piled up for one job in one transaction, then tells it in order.
    private func handle(_ events: [TaskEvent], of id: JobID) async -> Fate {
        let changes = events.map(JobMachineEvent.init)
        guard changes.contains(where: { $0 != nil }) else {
            for event in events { relay(event) }
            return .done
        }
        switch await store(changes, of: id) {
        case .stored(let steps, let job, let isAgain):
            for (event, actions) in zip(events, steps) {
                await perform(actions ?? [], for: job)
                if case .started = event.kind {
                    await begin(event, isNews: actions?.isEmpty == false, job)
                } else {
                    relay(event)
                }
            }
            await tellHooks(steps, job)
            if isAgain { await publishAgain(job) }
            return .done
        case .foreign(let job): return await handOn(events, of: job) ? .done : .undone
        case .none: return .unknown
        }
    }

    private enum Stored {
        /// What follows from it, and whether an earlier try failed: it may have been stored by that, and what followed be
        /// forgotten.
        case stored([[JobAction]?], Job, isAgain: Bool)
        /// As it is, another coordinator's.
        case foreign(Job)
    }

    /// Stores the changes. A store that fails is tried again until the coordinator is cancelled: news must not be lost.
    /// Nil where there is no such job.
    private func store(_ changes: [JobMachineEvent?], of id: JobID) async -> Stored? {
        var pause = Duration.milliseconds(50)
        var isAgain = false
        await awaitCreation(of: id)
        while true {
            do {
                return try await change(id, by: changes).map { .stored($0.steps, $0.job, isAgain: isAgain) }
            } catch let foreign as ForeignJob {
                return .foreign(foreign.job)
            } catch {
                if Task.isCancelled { return nil }
                isAgain = true
                logger.error("job not stored", metadata: ["job.id": "\(id)", "error": "\(error)"])
                try? await options.sleep(pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    /// A worker began with a task.
    ///
    /// - Parameter isNews: whether that changed the job.
    private func begin(_ event: TaskEvent, isNews: Bool, _ job: Job) async {
        let isAgain = state.withLock { $0.running[event.jobID]?.begin(event) ?? false }
        if isNews { return }
        if isAgain {
            // The worker that had it was lost, or is not heard of; what it told is void.
            hub.append(.started(node: event.node, attempt: event.attempt), to: event.jobID)
        } else if !job.waits(for: event) {
            // It was delivered again after its end, or was cancelled while it waited in its queue.
            await command(.cancel(event.taskID, throughAttempt: event.attempt), of: event.jobID)
        }
    }

    /// Tells progress, unless it is of an attempt or an execution that was given up.
    private func relay(_ event: TaskEvent) {
        guard state.withLock({ $0.running[event.jobID]?.isCurrent(event) ?? false }) else { return }
        switch event.kind {
        case .output(let phase, let stream, let data):
            for hook in options.hooks.output { hook(event.jobID, stream, data) }
            hub.append(.output(phase, stream, data), to: event.jobID)
        case .phaseEnded(let phase, let outcome): hub.append(.phase(phase, outcome), to: event.jobID)
        case .inputDropped(let count): hub.append(.inputDropped(count), to: event.jobID)
        case .started, .completed, .failed, .cancelled: break
        }
    }
}

extension Job {
    /// Whether the news is of an attempt that has not ended.
    fileprivate func waits(for event: TaskEvent) -> Bool {
        tasks.contains { $0.id == event.taskID && $0.attempt == event.attempt && !$0.state.isTerminal }
    }
}

extension CoordinatorMessage {
    /// Messages of one key stay in order.
    fileprivate var key: Int {
        switch self {
        case .news(let event): event.jobID.hashValue
        case .cancel(let id): id.hashValue
        case .question(let question): question.jobID.hashValue
        case .answer(let answer): Int(truncatingIfNeeded: answer.id)
        }
    }
}
