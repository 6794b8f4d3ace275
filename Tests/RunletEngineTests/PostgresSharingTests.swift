import RunletCore
import RunletPostgres
import TestServers
import Testing

@Suite("The PostgreSQL datastore, shared by several processes", .timeLimit(.minutes(2)))
struct PostgresSharingTests {
    @Test("loses no change where two processes change one job")
    func twoWriters() async throws {
        try await withPostgresStores(2) { stores in
            let job = Samples.job(tasks: 2)
            try await stores[0].create(job, durability: .process)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        // One task is the short way, two are the long one.
                        let changed = try await stores[index % 2].update(job.id) { job in
                            job.tasks[0].attempt += 1
                            if index % 5 == 0 { job.tasks[1].attempt += 1 }
                            return job.tasks[0].attempt
                        }
                        #expect(changed != nil)
                    }
                }
                try await group.waitForAll()
            }
            for store in stores {
                let stored = try await store.job(job.id)
                #expect(stored?.tasks.map(\.attempt) == [200, 40])
            }
        }
    }

    @Test("decides on what others wrote, and not on what it remembers")
    func staleMemory() async throws {
        struct Ended: Error {}
        try await withPostgresStores(2) { stores in
            let job = Samples.job()
            try await stores[0].create(job, durability: .process)
            _ = try await stores[1].update(job.id) { $0.state = .running }
            // The first remembers a job that is created.
            #expect(try await stores[0].update(job.id) { $0.state } == .running)
            _ = try await stores[1].update(job.id) { job in
                job.state = .completed
                job.endedAt = Samples.time(5)
            }
            await #expect(throws: Ended.self) {
                try await stores[0].update(job.id) { job in
                    if job.state == .completed { throw Ended() }
                    job.state = .failed
                }
            }
            #expect(try await stores[1].removeJobs(endedBefore: Samples.time(6)) == 1)
            #expect(try await stores[0].update(job.id) { $0.state } == nil)
        }
    }

    @Test("removes each job once where several remove at the same time")
    func removers() async throws {
        try await withPostgresStores(3) { stores in
            for index in 0..<300 {
                var job = Samples.job(at: Int64(index))
                job.state = .completed
                job.endedAt = Samples.time(Int64(index))
                try await stores[0].create(job, durability: .process)
            }
            let removed = try await withThrowingTaskGroup(of: Int.self) { group in
                for store in stores { group.addTask { try await store.removeJobs(endedBefore: Samples.time(250)) } }
                for store in stores { group.addTask { try await store.removeJobs(beyond: 1 << 30) } }
                return try await group.reduce(0, +)
            }
            #expect(removed == 250)
            #expect(try await stores[1].jobs(JobQuery()).totalItems == 50)
        }
    }

    @Test("counts what a job takes once it has ended, and no longer when it is restarted or removed")
    func totals() async throws {
        try await withTemporaryDirectory { directory in
            let store = try PostgresDatastore(dsn: try await PostgresDatabases.shared.dsn(for: directory))
            let server = try await PostgresServer.shared()
            func counted() async throws -> Int? {
                let text = try await server.execute(
                    "SELECT sum(bytes) FROM job_total", in: "t" + directory.suffix(32))
                return Int(text.dropLast())
            }
            let job = Samples.job()
            try await store.create(job, durability: .process)
            #expect(try await counted() == 0)
            for _ in 0..<2 {
                _ = try await store.update(job.id) { job in
                    job.state = .completed
                    job.endedAt = Samples.time(5)
                    job.tasks[0].result = Samples.result(output: String(repeating: "x", count: 50_000))
                }
                #expect(try await counted().map { $0 > 50_000 && $0 < 100_000 } == true)
                _ = try await store.update(job.id) { job in
                    job.state = .pending
                    job.endedAt = nil
                    job.tasks[0].result = nil
                }
                #expect(try await counted() == 0)
            }
            _ = try await store.update(job.id) { $0.endedAt = Samples.time(5) }
            #expect(try await counted().map { $0 > 500 && $0 < 5000 } == true)
            #expect(try await store.removeJobs(endedBefore: Samples.time(6)) == 1)
            #expect(try await counted() == 0)
        }
    }

    @Test("stores what shares a transaction with what the server refuses")
    func refusedNeighbour() async throws {
        try await withPostgresStores(1) { stores in
            let job = Samples.job("first")
            try await stores[0].create(job, durability: .process)
            let others = (0..<200).map { Samples.job("\($0)") }
            await withTaskGroup(of: Void.self) { group in
                for other in others {
                    group.addTask {
                        await #expect(throws: Never.self) { try await stores[0].create(other, durability: .process) }
                    }
                    group.addTask {
                        await #expect(throws: PostgresDatastoreError.self) {
                            try await stores[0].create(job, durability: .process)
                        }
                    }
                }
            }
            #expect(try await stores[0].jobs(JobQuery()).totalItems == 201)
        }
    }

    @Test("makes many changes of many jobs at once, in two processes, each once")
    func manyJobs() async throws {
        try await withPostgresStores(2) { stores in
            let jobs = (0..<10).map { Samples.job("\($0)") }
            for job in jobs { try await stores[0].create(job, durability: .process) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<1000 {
                    group.addTask {
                        _ = try await stores[index % 2].update(jobs[index / 2 % 10].id) { $0.tasks[0].attempt += 1 }
                    }
                }
                try await group.waitForAll()
            }
            for job in jobs { #expect(try await stores[1].job(job.id)?.tasks[0].attempt == 100) }
        }
    }

    @Test("gives an heir also what the former owner had from others who are gone, and only them")
    func inheritance() async throws {
        try await withPostgresStores(1) { stores in
            let store = stores[0]
            for name in ["a", "b", "c"] {
                var job = Samples.job()
                job.owner = name
                try await store.create(job, durability: .process)
                _ = try await store.attend(name, takingOverAfter: .seconds(600))
            }
            try await store.leave("a")
            #expect(try await store.attend("b", takingOverAfter: .seconds(600)).takenOver == ["a"])
            try await store.leave("c")
            #expect(try await store.attend("b", takingOverAfter: .seconds(600)).takenOver == ["c"])
            #expect(try await store.attend("b", takingOverAfter: .seconds(600)).takenOver == [])
            _ = try await store.attend("c", takingOverAfter: .seconds(600))
            try await store.leave("b")
            let last = try await store.attend("d", takingOverAfter: .seconds(600))
            #expect(last == Attendance(takenOver: ["a", "b"], isNew: true))
            #expect(try await store.unfinishedJobs(of: "d").count == 3)
        }
    }

    @Test("gives jobs from before there were owners to whoever attends first")
    func oldJobs() async throws {
        try await withTemporaryDirectory { directory in
            let dsn = try await PostgresDatabases.shared.dsn(for: directory)
            let store = try PostgresDatastore(dsn: dsn)
            let job = Samples.job()
            try await store.create(job, durability: .process)
            // As the tables were before.
            let server = try await PostgresServer.shared()
            try await server.execute(
                """
                DROP TABLE coordinator, takeover; DROP INDEX job_unfinished; ALTER TABLE job DROP COLUMN owner;
                CREATE INDEX job_unfinished ON job (created_at, id) WHERE ended_at IS NULL;
                DELETE FROM runlet_migration WHERE version = 3
                """, in: "t" + directory.suffix(32))
            let later = try PostgresDatastore(dsn: dsn)
            #expect(try await later.migrate() == 1)
            #expect(try await later.unfinishedJobs(of: "") == [job])
            #expect(try await later.attend("a", takingOverAfter: .seconds(600)) == Attendance(isNew: true))
            #expect(try await later.unfinishedJobs(of: "a").map(\.id) == [job.id])
        }
    }
}

/// Several stores of one new database, as several processes have them.
func withPostgresStores(_ count: Int, _ body: ([PostgresDatastore]) async throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
        let dsn = try await PostgresDatabases.shared.dsn(for: directory)
        try await body(try (0..<count).map { _ in try PostgresDatastore(dsn: dsn) })
    }
}
