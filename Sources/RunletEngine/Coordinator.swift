public import Logging
public import RunletCore
public import ServiceLifecycle
import Synchronization

/// Accepts jobs, hands their tasks to workers by way of the broker, and brings every job to exactly one end.
///
/// It owns the jobs that it accepted: nobody else changes them until they have ended. Where several share a store and a
/// broker, each says there that it is alive, takes over the jobs of one that does not, and asks the owner where a
/// client wants something of another's job.
///
/// In a `ServiceGroup`, list it before the workers: services stop in reverse order, so the coordinator then still hears
/// how the workers' last tasks ended.
public final class Coordinator: Service, Sendable {
    struct State {
        var isDraining = false
        var isStopped = false
        /// The jobs that were accepted and have not ended.
        var pending: Set<JobID> = []
        /// The jobs that are being stored for the first time.
        var creating: [JobID: Task<Void, any Error>] = [:]
        var listeners: [JobID: JobListener] = [:]
        /// The attempt under way of each job, by which progress of an attempt given up is told apart.
        var running: [JobID: CurrentAttempt] = [:]
        /// The attempts that workers were told to give up, and have not.
        var cancelling: [JobID: CurrentAttempt] = [:]
        var nextID: UInt64 = 0
        var waiters: [JobID: [UInt64: CheckedContinuation<Job?, any Error>]] = [:]
        /// The coordinators whose messages are read too, since their jobs were taken over.
        var inherited: Set<String> = []
        /// What was asked of other coordinators.
        var questions: [UInt64: CheckedContinuation<EventsAnswer?, Never>] = [:]

        mutating func newID() -> UInt64 {
            nextID += 1
            return nextID
        }
    }

    /// What this one is called among the coordinators.
    public let name: String
    let broker: any Broker
    let datastore: any Datastore
    let options: Options
    let logger: Logger
    let hub = JobEventHub()
    let state = Mutex(State())
    private let recent: Mutex<RunHistory>
    private let times = Mutex(RunTimes())

    /// - Parameter name: unlike that of any other coordinator of the store, former ones included.
    public init(
        name: String, broker: any Broker, datastore: any Datastore, options: Options = Options(), logger: Logger
    ) {
        self.name = name
        self.broker = broker
        self.datastore = datastore
        self.options = options
        self.logger = logger
        recent = Mutex(RunHistory(startedAt: options.now()))
    }

    /// How the jobs ended that ended in this process.
    public var history: RunHistory {
        recent.withLock { $0 }
    }

    /// How long the tasks waited and ran whose jobs ended in this process.
    public var runTimes: RunTimes {
        times.withLock { $0 }
    }

    func record(_ job: Job) {
        let now = options.now()
        recent.withLock { $0.record(job, at: now) }
        times.withLock { $0.record(job) }
    }

    /// How many jobs were accepted and have not ended.
    public var pendingCount: Int {
        state.withLock { $0.pending.count }
    }

    /// Stops accepting jobs: ``submit(_:durability:listener:)`` throws ``EngineError/draining`` from now on. Jobs that
    /// were accepted go on.
    public func drain() {
        state.withLock { $0.isDraining = true }
    }

    /// Accepts a job: stores it and publishes its first task.
    ///
    /// Once begun it is not given up where the calling task is cancelled: the job is accepted or it is not.
    ///
    /// - Parameters:
    ///   - durability: what the acceptance must survive when this returns.
    ///   - listener: is called with the job when it has ended.
    /// - Returns: the job as it was stored.
    /// - Throws: ``EngineError/busy(retryAfterSeconds:)`` and ``EngineError/draining`` before anything is stored, and
    ///   what ``EngineHooks/acceptJob`` throws.
    public func submit(_ job: Job, durability: Durability, listener: JobListener? = nil) async throws -> Job {
        guard !job.tasks.isEmpty else { throw EngineError.noTasks }
        try reserve(job.id, orThrow: .duplicate(job.id))
        return try await shielded { [self] in
            let owned = try await admitted(job)
            var machine = JobStateMachine(owned)
            let actions = machine.handle(.accepted(at: options.now()))
            let accepted = machine.job
            let creation = Task { try await datastore.create(accepted, durability: durability) }
            state.withLock { state in
                state.creating[accepted.id] = creation
                if let listener { state.listeners[accepted.id] = listener }
            }
            defer { state.withLock { $0.creating[accepted.id] = nil } }
            do {
                // What survives the loss of power is stored before anything is done about it. What a client waits for
                // is begun meanwhile: nothing is promised before this returns, and its news wait for the store.
                if case .power = durability { try await creation.value }
                await perform(actions, for: accepted)
                try await creation.value
            } catch {
                for task in accepted.tasks { try? await broker.publish(.cancel(task.id, throughAttempt: .max)) }
                if let log = hub.log(of: accepted.id) { hub.forget(log, of: accepted) }
                release(accepted.id)
                throw error
            }
            return accepted
        }
    }

    /// The job as the hooks let it in, and with its owner.
    private func admitted(_ job: Job) async throws -> Job {
        var admitted = job
        do {
            for hook in options.hooks.acceptJob { try await hook(&admitted) }
            guard admitted.id == job.id, !admitted.tasks.isEmpty else { throw EngineError.noTasks }
        } catch {
            release(job.id)
            throw error
        }
        admitted.owner = name
        return admitted
    }

    /// Waits until a job that is being accepted is stored, or cannot be.
    func awaitCreation(of id: JobID) async {
        if let creation = state.withLock({ $0.creating[id] }) { _ = await creation.result }
    }

    /// Asks to cancel a job: at once where no task of it runs, else when its worker has given the task up. A task that
    /// completes first keeps its result.
    ///
    /// - Returns: the job as it now is, unchanged where it had ended; nil where there is no such job. Where another
    ///   coordinator owns the job and does not answer in time, the wish is on its way, and the job is as it was.
    public func cancel(_ id: JobID) async throws -> Job? {
        try await shielded { [self] in
            do {
                return try await apply(.cancelRequested(at: options.now()), to: id)
            } catch let foreign as ForeignJob {
                return try await cancelElsewhere(foreign.job)
            }
        }
    }

    /// Runs an ended job again, from its first task, under the same ids, as a job of this coordinator.
    ///
    /// - Returns: the job as it now is; nil where there is no such job.
    /// - Throws: ``EngineError/notEnded``, and what ``submit(_:durability:listener:)`` throws at its bounds.
    public func restart(_ id: JobID) async throws -> Job? {
        try reserve(id, orThrow: .notEnded)
        return try await shielded { [self] in
            let now = options.now()
            do {
                let restarted = try await datastore.update(id) { [name] job in
                    guard job.state.isTerminal else { throw EngineError.notEnded }
                    job.owner = name
                    var machine = JobStateMachine(job)
                    let actions = machine.handle(.restartRequested(at: now))
                    job = machine.job
                    return (actions, job)
                }
                guard let (actions, job) = restarted else {
                    release(id)
                    return nil
                }
                await perform(actions, for: job)
                return job
            } catch {
                release(id)
                throw error
            }
        }
    }

    /// Waits for the end of a job.
    ///
    /// - Returns: the ended job; nil where there is no such job.
    /// - Throws: `CancellationError` where the calling task is cancelled, which does not cancel the job;
    ///   ``EngineError/stopped`` where the engine stops first.
    public func result(of id: JobID) async throws -> Job? {
        while true {
            if let job = try await waitForEnd(of: id) { return job }
            guard let job = try await datastore.job(id) else { return nil }
            if job.state.isTerminal { return job }
            // Another coordinator's, or not picked up yet after a start.
            if !state.withLock({ $0.pending.contains(id) }) { try await options.sleep(.milliseconds(100)) }
        }
    }

    /// The job's events after the given sequence number, ending after the `result` event; nil where there is no such
    /// job.
    ///
    /// Each watcher reads at its own pace. Where the events are not in memory any more, they are made from the stored
    /// job; a watcher who had seen some of them then gets only the result.
    public func events(of id: JobID, after sequence: Int = 0) async throws -> AsyncStream<JobEvent>? {
        let known = hub.log(of: id)
        // One that has ended may go on elsewhere by now.
        if let known, !known.isEnded || !broker.isShared { return known.stream(after: sequence) }
        guard let job = try await datastore.job(id) else { return nil }
        if job.state.isTerminal { return known?.stream(after: sequence) ?? JobEvent.stored(job, after: sequence) }
        if broker.isShared, job.owner != name { return eventsElsewhere(of: job, after: sequence) }
        let log = hub.beginIfAbsent(id)
        // It may have ended between the look and the log.
        if let job = try await datastore.job(id), job.state.isTerminal {
            hub.forget(log, of: job)
            return JobEvent.stored(job, after: sequence)
        }
        return log.stream(after: sequence)
    }

    /// The job's events from the first on, in pieces: what there is at the time, output of about so many bytes at most.
    /// For a watcher that can take several at once; nil where there is no such job.
    public func batches(of id: JobID, outputBytes: Int) async throws -> AsyncStream<[JobEvent]>? {
        if let log = hub.log(of: id), !log.isEnded { return log.batches(after: 0, outputBytes: outputBytes) }
        guard let events = try await events(of: id) else { return nil }
        return AsyncStream {
            var iterator = events.makeAsyncIterator()
            return await iterator.next().map { [$0] }
        }
    }

    /// Gives input to the program that the job has running, where its plan has an interaction.
    ///
    /// What one caller sends arrives in that order. Nothing that is sent after the `started` event is lost, unless more
    /// than ``TaskInputs/capacity`` waits for a program that does not read: then it is dropped, and
    /// ``JobEvent/Kind/inputDropped(_:)`` says so. Input is of one attempt: where that is lost, the next begins without,
    /// as its `started` event tells. Where no attempt runs, the input is ignored.
    public func send(_ input: [TaskInput], to id: JobID) async throws {
        guard let attempt = state.withLock({ $0.running[id] }) else { return }
        try await broker.publish(.input(attempt.task, attempt: attempt.number, input))
    }

    // MARK: Accounting

    private func reserve(_ id: JobID, orThrow known: EngineError) throws(EngineError) {
        let problem = state.withLock { state -> EngineError? in
            if state.isDraining { return .draining }
            if state.pending.contains(id) { return known }
            if state.pending.count >= options.maxPending { return .busy(retryAfterSeconds: 1) }
            state.pending.insert(id)
            return nil
        }
        if let problem { throw problem }
    }

    func release(_ id: JobID) {
        finishWaiting(for: id, with: nil)
    }

    /// Runs to its end also where the calling task is cancelled: half an acceptance or half a cancellation would leave
    /// a job that nobody ends.
    func shielded<Value: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await Task { try await operation() }.value
    }
}
