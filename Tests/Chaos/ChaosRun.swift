import Foundation
import TestKit
import TestServers

/// One whole run: machines, load, faults, and the judgement at the end.
struct ChaosRun {
    struct Options: Sendable {
        var jobs: Int
        var faults: Int
        var kinds: [FaultKind]
        var seed: UInt64
        var minutes: Double
        /// No fault lasts longer, in seconds.
        var longest: Double
        var clients: Int
        var workers: Int
        /// Seconds.
        var patience: Double
        var logs: String?
    }

    let options: Options
    let say: @Sendable (String) -> Void

    func run() async throws -> ChaosReport {
        let begin = ContinuousClock.now
        let mounts = Self.mountCount
        var clusterOptions = Cluster.Options()
        clusterOptions.workers = options.workers
        clusterOptions.hasLinks = true
        clusterOptions.logs = options.logs
        clusterOptions.configuration = [Cluster.only("bash")]
        say("starting PostgreSQL, RabbitMQ, 2 coordinators and \(options.workers) workers")
        let cluster = try await Cluster.start(clusterOptions)
        let journal = Journal()
        do {
            let faults = Fault.draw(
                options.faults, of: options.kinds, seed: options.seed, workers: cluster.workers.count,
                coordinators: cluster.coordinators.count, longest: options.longest)
            let load = Load(
                .init(
                    jobs: options.jobs, clients: options.clients, seed: options.seed,
                    duration: .seconds(options.minutes * 60), patience: .seconds(options.patience)),
                on: cluster.coordinators, journal: journal)
            let loop = FaultLoop(
                faults, every: .seconds(options.minutes * 60 / Double(max(1, options.faults))), on: cluster,
                journal: journal, say: say)
            let watch = StoreWatch(cluster.postgres, journal: journal)
            say("\(options.jobs) jobs of \(options.clients) clients, \(faults.count) faults, seed \(options.seed)")
            try await withThrowingTaskGroup { group in
                group.addTask { await watch.run() }
                group.addTask { await Self.supervise(cluster, say: say) }
                try await withThrowingTaskGroup { work in
                    work.addTask { await load.run() }
                    work.addTask {
                        try await loop.run()
                        load.finish()
                    }
                    try await work.waitForAll()
                }
                group.cancelAll()
            }
            let report = try await judge(cluster, load, loop, watch, journal, mounts: mounts, since: begin)
            return report
        } catch {
            await cluster.kill()
            throw error
        }
    }

    /// Starts again what ended by itself, as the system would.
    private static func supervise(_ cluster: Cluster, say: @Sendable (String) -> Void) async {
        while !Task.isCancelled {
            for node in cluster.nodes where node.hasEnded {
                let errors = node.errors
                guard (try? await node.restartIfEnded()) == true else { continue }
                let end = node.unwantedEnds.last.map { "\($0)" } ?? ""
                say("\(node.name) ended by itself: \(end): \(errors.suffix(500))")
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func judge(
        _ cluster: Cluster, _ load: Load, _ loop: FaultLoop, _ watch: StoreWatch, _ journal: Journal, mounts: Int,
        since begin: ContinuousClock.Instant
    ) async throws -> ChaosReport {
        say("all faults are over, and clients have what they asked for")
        let stored = StoredJobs(cluster: cluster, journal: journal)
        let unfinished = try await stored.unfinishedCount(within: .seconds(90))
        if unfinished > 0 { journal.problem("jobs have not ended", try await stored.unfinishedJobs()) }
        try await watch.look()
        let raw = try RawBroker(port: cluster.broker.port)
        let waiting = try raw.count(cluster.prefix + "tasks.default")
        let dead = try RawBroker(port: cluster.broker.port).count(cluster.prefix + "dead")
        // A second look, when what might still come has come.
        try await Task.sleep(for: .seconds(3))
        try await watch.look()
        let states = try await stored.check()
        try await keepTables(of: cluster)
        say("stopping all processes")
        let ends = try await cluster.stop()
        let leftovers = try await cluster.leftovers()
        let judgement = Judgement(
            seen: journal.snapshot, states: states, unfinished: unfinished, waiting: waiting ?? 0, dead: dead ?? 0,
            ends: ends, unwantedEnds: cluster.nodes.flatMap(\.unwantedEnds), leftovers: leftovers,
            mounts: Self.mountCount - mounts, patience: options.patience)
        return report(judgement, load, loop, seconds: (.now - begin) / .seconds(1))
    }

    /// For those who look into something, beside what the processes printed.
    private func keepTables(of cluster: Cluster) async throws {
        guard let logs = options.logs else { return }
        let text = try await cluster.postgres.execute(
            """
            SELECT j.id, j.state, j.created_at, t.scheduled_at - j.created_at AS scheduled, t.started_at - j.created_at
                AS started, j.ended_at - j.created_at AS ended, t.attempt, t.node, j.owner
            FROM job j JOIN task t ON t.job_id = j.id ORDER BY j.created_at
            """, in: Cluster.database)
        try Data(text.utf8).write(to: URL(filePath: logs + "/jobs.txt"))
    }

    private func report(_ judgement: Judgement, _ load: Load, _ loop: FaultLoop, seconds: Double) -> ChaosReport {
        let seen = judgement.seen
        let times = Samples(seen.waits)
        return ChaosReport(
            seed: options.seed, seconds: seconds, jobs: load.count, faults: options.faults, states: judgement.states,
            counts: seen.counts, invariants: judgement.invariants, problems: seen.problems, remarks: seen.remarks,
            recoveries: Self.times(of: loop.recoveries), waitP50: times.p50, waitP99: times.p99, waitMax: times.max)
    }

    private static func times(of recoveries: [FaultLoop.Recovery]) -> [ChaosReport.RecoveryTimes] {
        FaultKind.allCases.compactMap { kind in
            let all = recoveries.filter { $0.fault.kind == kind }
            if all.isEmpty { return nil }
            let alone = Samples(all.filter(\.wasAlone).map(\.seconds))
            return ChaosReport.RecoveryTimes(
                after: kind.rawValue, count: all.count, p50: alone.isEmpty ? nil : alone.p50,
                max: alone.isEmpty ? nil : alone.max, maxOfAll: Samples(all.map(\.seconds)).max)
        }
    }

    private static var mountCount: Int { Host.text("/proc/self/mountinfo")?.split(separator: "\n").count ?? 0 }
}
