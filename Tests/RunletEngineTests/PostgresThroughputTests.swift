import Glibc
import RunletCore
import RunletPostgres
import TestServers
import Testing

/// Only where it is asked for: RUNLET_MEASURE=1.
@Suite("The PostgreSQL datastore, measured", .enabled(if: getenv("RUNLET_MEASURE") != nil), .timeLimit(.minutes(2)))
struct PostgresThroughputTests {
    private static let jobs = 4000
    private static let tasks = 16

    @Test("stores jobs of one task: created, started, ended", arguments: [8, 16])
    func throughput(_ connections: Int) async throws {
        try await withTemporaryDirectory { directory in
            let store = try PostgresDatastore(
                dsn: try await PostgresDatabases.shared.dsn(for: directory), connections: connections)
            _ = try await Self.run(store, Self.jobs / 8)
            let begin = ContinuousClock.now
            let times = try await Self.run(store, Self.jobs).sorted()
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            print(
                "\(connections) connections: \(Int(Double(Self.jobs) / seconds)) jobs per second, update p50",
                "\(times[times.count / 2]), p99 \(times[times.count * 99 / 100])")
        }
    }

    /// The durations of the updates.
    private static func run(_ store: PostgresDatastore, _ count: Int) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: [Duration].self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var times: [Duration] = []
                    for _ in 0..<count / tasks {
                        let job = Samples.job()
                        try await store.create(job, durability: .process)
                        let clock = ContinuousClock()
                        times.append(
                            try await clock.measure {
                                _ = try await store.update(job.id) { job in
                                    job.state = .running
                                    job.tasks[0].state = .running
                                    job.tasks[0].attempt = 1
                                    job.tasks[0].node = "node"
                                }
                            })
                        times.append(
                            try await clock.measure {
                                _ = try await store.update(job.id) { job in
                                    job.state = .completed
                                    job.endedAt = Samples.time(5)
                                    job.tasks[0].state = .completed
                                    job.tasks[0].result = Samples.result()
                                }
                            })
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}
