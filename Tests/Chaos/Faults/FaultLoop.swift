import Glibc
import Synchronization
import TestKit
import TestServers

/// Lets the faults happen, one after the other or one beside the other, and sees how fast work goes on after each.
final class FaultLoop: Sendable {
    /// How fast the first job came through after a fault was over.
    struct Recovery: Sendable {
        let fault: Fault
        let seconds: Double
        /// Whether something else was broken at the same time.
        let wasAlone: Bool
    }

    private struct State {
        var workers: Set<Int> = []
        var coordinator: Int?
        var hasBroker = true
        var hasStore = true
        var recoveries: [Recovery] = []
        var done = 0

        var isWhole: Bool { workers.isEmpty && coordinator == nil && hasBroker && hasStore }
    }

    private let cluster: Cluster
    private let faults: [Fault]
    private let interval: Duration
    private let journal: Journal
    private let say: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameter interval: from the begin of one to that of the next.
    init(
        _ faults: [Fault], every interval: Duration, on cluster: Cluster, journal: Journal,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.faults = faults
        self.interval = interval
        self.cluster = cluster
        self.journal = journal
        self.say = say
    }

    var recoveries: [Recovery] { state.withLock { $0.recoveries } }

    func run() async throws {
        let clock = ContinuousClock()
        var next = clock.now + interval / 4
        try await withThrowingTaskGroup { group in
            for fault in faults {
                try await clock.sleep(until: next)
                while !take(fault) { try await Task.sleep(for: .milliseconds(50)) }
                next = max(clock.now, next) + interval
                group.addTask {
                    do {
                        try await self.perform(fault)
                    } catch {
                        self.journal.problem("the test itself failed", "\(fault.kind.rawValue): \(error)")
                    }
                    self.giveBack(fault)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Whether it may happen now: one of each kind of machine is always left, where there are several.
    private func take(_ fault: Fault) -> Bool {
        state.withLock { state in
            switch fault.kind.target {
            case .worker:
                guard state.workers.count < cluster.workers.count - 1, state.workers.insert(fault.victim).inserted
                else {
                    return false
                }
            case .coordinator:
                guard state.coordinator == nil else { return false }
                state.coordinator = fault.victim
            case .broker:
                guard state.hasBroker else { return false }
                state.hasBroker = false
            case .store:
                guard state.hasStore else { return false }
                state.hasStore = false
            case .nothing: break
            }
            return true
        }
    }

    private func giveBack(_ fault: Fault) {
        state.withLock { state in
            switch fault.kind.target {
            case .worker: state.workers.remove(fault.victim)
            case .coordinator: state.coordinator = nil
            case .broker: state.hasBroker = true
            case .store: state.hasStore = true
            case .nothing: break
            }
        }
    }

    private func perform(_ fault: Fault) async throws {
        let victim =
            fault.kind.target == .coordinator ? cluster.coordinators[fault.victim] : cluster.workers[fault.victim]
        let whom = [.coordinator, .worker].contains(fault.kind.target) ? " (\(victim.name))" : ""
        say("fault \(fault.number): \(fault.kind.rawValue)\(whom), \(Format.seconds(fault.duration / .seconds(1)))")
        journal.count("fault: \(fault.kind.rawValue)")
        switch fault.kind {
        case .workerKill, .coordinatorKill:
            try await victim.kill()
            try await Task.sleep(for: fault.duration)
            try await victim.launch()
        case .workerPause, .coordinatorPause:
            victim.pause(true)
            try await Task.sleep(for: fault.duration)
            victim.pause(false)
        case .workerCut, .coordinatorCut:
            victim.brokerLink?.hold(true)
            try await Task.sleep(for: fault.duration)
            victim.brokerLink?.hold(false)
        case .coordinatorStoreCut:
            victim.storeLink?.hold(true)
            try await Task.sleep(for: fault.duration)
            victim.storeLink?.hold(false)
        case .workerReset: victim.brokerLink?.reset()
        case .brokerKill:
            try await cluster.broker.kill()
            try await Task.sleep(for: fault.duration)
            try await cluster.broker.start()
        case .brokerPause:
            cluster.broker.pause(true)
            try await Task.sleep(for: fault.duration)
            cluster.broker.pause(false)
        case .storeKill:
            try await cluster.postgres.crash()
            try await Task.sleep(for: fault.duration)
            try await cluster.postgres.start()
        case .storePause:
            cluster.postgres.pause(true)
            try await Task.sleep(for: fault.duration)
            cluster.postgres.pause(false)
        case .taskTwice: return try await sendTwice()
        }
        await recover(from: fault)
    }

    /// What waits in the queue is there a second time, as a client that published it again would have it.
    private func sendTwice() async throws {
        // There may be no task that waits, and the broker may be away.
        let hasSent = try await eventually(within: .seconds(5)) {
            guard let client = try? RawBroker(port: cluster.broker.port) else { return false }
            return (try? client.duplicateFirst(of: cluster.prefix + "tasks.default")) == true
        }
        journal.count(hasSent ? "task messages sent twice" : "task messages that could not be had to be sent twice")
    }

    private func recover(from fault: Fault) async {
        let begin = ContinuousClock.now
        let before = state.withLock { $0.done }
        guard let time = await RecoveryProbe(cluster.coordinators, "f\(fault.number)").firstEnd(since: begin) else {
            return journal.problem("no recovery", "no job came through for two minutes after \(fault.kind.rawValue)")
        }
        state.withLock { state in
            var others = state
            switch fault.kind.target {
            case .worker: others.workers.remove(fault.victim)
            case .coordinator: others.coordinator = nil
            case .broker: others.hasBroker = true
            case .store: others.hasStore = true
            case .nothing: break
            }
            let wasAlone = others.isWhole && state.done == before
            state.recoveries.append(Recovery(fault: fault, seconds: time / .seconds(1), wasAlone: wasAlone))
            state.done += 1
        }
        say("fault \(fault.number): over, the first job was through after \(Format.seconds(time / .seconds(1)))")
    }
}
