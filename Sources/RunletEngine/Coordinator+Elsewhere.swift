import Logging
import RunletCore
import Synchronization

/// What clients of this coordinator want of another's jobs, and the other way round.
extension Coordinator {
    /// How long an owner may take to carry out a wish before the client gets the job as it is.
    private static let cancelPatience = Duration.seconds(5)
    /// How long an owner waits for something to tell.
    private static let answerPatience = Duration.seconds(10)
    /// How long is waited for an answer.
    private static let questionPatience = Duration.seconds(15)
    /// About the most output in one answer, in bytes.
    private static let answerBytes = 256 << 10

    // MARK: As the asker

    func cancelElsewhere(_ job: Job) async throws -> Job? {
        var job: Job? = job
        var asked: String?
        let deadline = ContinuousClock.now + Self.cancelPatience
        while let current = job, !current.state.isTerminal, current.cancelRequestedAt == nil, .now < deadline {
            if current.owner == name { return try await cancel(current.id) }
            if broker.isShared, current.owner != asked, !current.owner.isEmpty {
                try await broker.publish(.cancel(current.id), to: current.owner)
                asked = current.owner
            }
            try await options.sleep(.milliseconds(20))
            job = try await datastore.job(current.id)
        }
        return job
    }

    /// The events of another's job, asked for one batch after the other.
    func eventsElsewhere(of job: Job, after sequence: Int) -> AsyncStream<JobEvent> {
        let reader = RemoteEvents(job: job, after: sequence)
        return AsyncStream { [self] in await reader.next(from: self) }
    }

    /// Asks the owner. Nil where it does not answer in time, or knows nothing of the job.
    func ask(_ owner: String, of id: JobID, after sequence: Int) async -> [JobEvent]? {
        guard !owner.isEmpty else { return nil }
        let number = state.withLock { $0.newID() }
        let question = EventsQuestion(id: number, jobID: id, after: sequence, asker: name)
        let patience = Task {
            try await options.sleep(Self.questionPatience)
            take(EventsAnswer(id: number, events: nil))
        }
        defer { patience.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    guard !state.isStopped, !Task.isCancelled else { return false }
                    state.questions[number] = continuation
                    return true
                }
                guard isOpen else { return continuation.resume(returning: nil) }
                Task {
                    do {
                        try await broker.publish(.question(question), to: owner)
                    } catch {
                        take(EventsAnswer(id: number, events: nil))
                    }
                }
            }
        } onCancel: {
            take(EventsAnswer(id: number, events: nil))
        }?.events
    }

    func take(_ answer: EventsAnswer) {
        state.withLock { $0.questions.removeValue(forKey: answer.id) }?.resume(returning: answer)
    }

    // MARK: As the owner

    /// Tries until it is done or the coordinator is cancelled: somebody was told that the wish is on its way.
    func cancelForOther(_ id: JobID) async {
        var pause = Duration.milliseconds(50)
        while true {
            do {
                do {
                    _ = try await apply(.cancelRequested(at: options.now()), to: id)
                } catch let foreign as ForeignJob {
                    if foreign.job.state.isTerminal || foreign.job.owner == name { return }
                    try await broker.publish(.cancel(id), to: foreign.job.owner)
                }
                return
            } catch {
                if Task.isCancelled { return }
                logger.warning("job not cancelled yet", metadata: ["job.id": "\(id)", "error": "\(error)"])
                try? await options.sleep(pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    func answer(_ question: EventsQuestion) async {
        var events: [JobEvent]?
        if let log = hub.log(of: question.jobID) {
            events = await Self.next(of: log, after: question.after, within: Self.answerPatience)
        }
        try? await broker.publish(.answer(EventsAnswer(id: question.id, events: events)), to: question.asker)
    }

    /// What the log has next, empty where nothing comes in time, nil at its end.
    private static func next(of log: JobEventLog, after sequence: Int, within patience: Duration) async -> [JobEvent]? {
        await withTaskGroup(of: [JobEvent]?.self) { group in
            group.addTask {
                var batches = log.batches(after: sequence, outputBytes: answerBytes).makeAsyncIterator()
                let batch = await batches.next()
                // A cancelled wait ends like a log without an end.
                return Task.isCancelled ? [] : batch
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return []
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
