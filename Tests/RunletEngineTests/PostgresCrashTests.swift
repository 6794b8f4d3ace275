import RunletCore
import RunletPostgres
import Synchronization
import TestServers
import Testing

/// A server of its own for each: it is ended while it works.
@Suite("The PostgreSQL datastore, when its server ends", .serialized, .timeLimit(.minutes(2)))
struct PostgresCrashTests {
    /// The end of the writers' work.
    private final class End: Sendable {
        private let flag = Atomic(false)

        var isReached: Bool { flag.load(ordering: .relaxed) }

        func reach() {
            flag.store(true, ordering: .relaxed)
        }
    }

    @Test("does every change once, whatever the server dies of", arguments: [true, false])
    func crash(_ isCrash: Bool) async throws {
        let server = try await PostgresServer()
        try await server.createDatabase("runlet")
        let dsn = server.dsn("runlet")
        try await PostgresDatastore(dsn: dsn).migrate()
        let stores = [try PostgresDatastore(dsn: dsn), try PostgresDatastore(dsn: dsn)]
        let jobs = (0..<8).map { Samples.job("job \($0)", tasks: 2) }
        for job in jobs { try await stores[0].create(job, durability: .power) }
        let end = End()
        // Who was told that a change is done counts it. Where the other store made more changes than a job remembers
        // while this one had no connection, it is told that nobody knows.
        let done = try await withThrowingTaskGroup(of: (job: Int, done: Int, doubtful: Int).self) { group in
            for writer in 0..<16 {
                group.addTask {
                    var (count, doubtful) = (0, 0)
                    let id = jobs[writer % jobs.count].id
                    while !end.isReached {
                        let both = count % 4 == 3
                        do {
                            let value = try await stores[writer / 8].update(id) { job in
                                job.tasks[0].attempt += 1
                                if both { job.tasks[1].attempt += 1 }
                                return 1
                            }
                            count += value ?? 0
                        } catch PostgresDatastoreError.unknownOutcome {
                            doubtful += 1
                        }
                    }
                    return (writer % jobs.count, count, doubtful)
                }
            }
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(500))
                if isCrash { try await server.crash() } else { try await server.stop() }
                try await server.start()
            }
            try await Task.sleep(for: .milliseconds(500))
            end.reach()
            return try await group.reduce(into: [Int: ClosedRange<Int>]()) { sums, writer in
                let before = sums[writer.job] ?? 0...0
                let least = before.lowerBound + writer.done
                sums[writer.job] = least...(before.upperBound + writer.done + writer.doubtful)
            }
        }
        for (index, job) in jobs.enumerated() {
            let stored = try #require(try await stores[0].job(job.id))
            let range = try #require(done[index])
            #expect(range.contains(stored.tasks[0].attempt))
            // At most one change of each writer is under way at each of the ends.
            #expect(range.lowerBound > 3 && range.count <= 7, "\(range)")
        }
        for store in stores { await store.shutdown() }
        try await server.stop()
    }

    @Test("stores every job once while the server is restarted")
    func creates() async throws {
        let server = try await PostgresServer()
        try await server.createDatabase("runlet")
        let store = try PostgresDatastore(dsn: server.dsn("runlet"))
        try await store.migrate()
        let end = End()
        let created = try await withThrowingTaskGroup(of: [JobID].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var ids: [JobID] = []
                    while !end.isReached {
                        let job = Samples.job(tasks: ids.count % 2 + 1)
                        try await store.create(job, durability: .power)
                        ids.append(job.id)
                    }
                    return ids
                }
            }
            for _ in 0..<2 {
                try await Task.sleep(for: .milliseconds(300))
                try await server.crash()
                try await server.start()
            }
            end.reach()
            return try await group.reduce(into: Set<JobID>()) { $0.formUnion($1) }
        }
        let stored = try await store.unfinishedJobs(of: "")
        #expect(stored.count == Set(stored.map(\.id)).count)
        #expect(created == Set(stored.map(\.id)))
        await store.shutdown()
        try await server.stop()
    }

    @Test("answers a look at the health in time where the server hangs")
    func hangs() async throws {
        let server = try await PostgresServer()
        try await server.createDatabase("runlet")
        let store = try PostgresDatastore(dsn: server.dsn("runlet"))
        try await store.migrate()
        try await store.checkHealth()
        server.pause(true)
        let begin = ContinuousClock.now
        let error = await #expect(throws: PostgresDatastoreError.self) { try await store.checkHealth() }
        #expect(ContinuousClock.now - begin < .seconds(5))
        server.pause(false)
        guard case .unreachable = error else { throw try #require(error) }
        try await store.checkHealth()
        await store.shutdown()
        try await server.stop()
    }
}
