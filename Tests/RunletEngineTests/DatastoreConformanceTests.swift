import RunletCore
import RunletEngine
import Testing

@Suite("A datastore", .timeLimit(.minutes(1)))
struct DatastoreConformanceTests {
    private struct Refused: Error {}

    /// A job in which every field says something.
    private static func eventful(at time: Int64 = 1000) -> Job {
        var machine = JobStateMachine(Samples.job("näme", tasks: 2, acceptsFailure: false, priority: 7, at: time))
        let ids = machine.job.tasks.map(\.id)
        _ = machine.handle(.accepted(at: Samples.time(time + 1)))
        _ = machine.handle(.taskStarted(ids[0], attempt: 1, node: "n1", at: Samples.time(time + 2)))
        _ = machine.handle(.taskCompleted(ids[0], attempt: 1, Samples.result(), at: Samples.time(time + 3)))
        _ = machine.handle(.taskStarted(ids[1], attempt: 1, node: "n2", at: Samples.time(time + 4)))
        _ = machine.handle(.cancelRequested(at: Samples.time(time + 5)))
        var job = machine.job
        job.owner = "öwner"
        return job
    }

    @Test("gives back what it was given, also after it is opened anew", arguments: DatastoreDriver.allCases)
    func roundTrip(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let job = Self.eventful()
            try await store.create(job, durability: .power)
            #expect(try await store.job(job.id) == job)
            #expect(try await store.task(job.tasks[1].id) == job.tasks[1])
            #expect(try await store.job(.random()) == nil)
            #expect(try await store.task(.random()) == nil)
            let reopened = try await driver.open(directory)
            #expect(try await reopened.job(job.id) == job)
            #expect(try await reopened.unfinishedJobs(of: "öwner") == [job])
            #expect(try await reopened.unfinishedJobs(of: "").isEmpty)
            try await reopened.checkHealth()
        }
    }

    @Test("stores every change, and reads it back in the next", arguments: DatastoreDriver.allCases)
    func updates(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let job = Self.eventful()
            let id = job.tasks[1].id
            try await driver.open(directory).create(job, durability: .process)
            // Every change by a store that has not seen the one before, and by one that has.
            let known = try await driver.open(directory)
            var expected = JobStateMachine(job)
            for event in [
                JobMachineEvent.taskFailed(id, attempt: 1, "broken", at: Samples.time(1)),
                .restartRequested(at: Samples.time(2)), .recovered(at: Samples.time(3)),
                .taskStarted(job.tasks[0].id, attempt: 2, node: "n3", at: Samples.time(4)),
                .taskCompleted(job.tasks[0].id, attempt: 2, Samples.result(output: "again"), at: Samples.time(5)),
                .taskCompleted(id, attempt: 2, Samples.result(.timeout), at: Samples.time(6)),
                .restartRequested(at: Samples.time(7)),
            ] {
                _ = expected.handle(event)
                let updated = try await known.update(job.id) { job in
                    var machine = JobStateMachine(job)
                    _ = machine.handle(event)
                    job = machine.job
                    return job
                }
                #expect(updated == expected.job)
                #expect(try await known.job(job.id) == expected.job)
            }
            let reopened = try await driver.open(directory)
            #expect(try await reopened.job(job.id) == expected.job)
            #expect(try await reopened.update(.random()) { _ in 1 } == nil)
        }
    }

    @Test("leaves a job as it was where the change throws", arguments: DatastoreDriver.allCases)
    func rollsBack(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let job = Samples.job()
            try await store.create(job, durability: .process)
            await #expect(throws: Refused.self) {
                try await store.update(job.id) { job in
                    job.state = .failed
                    job.tasks[0].result = Samples.result()
                    throw Refused()
                }
            }
            #expect(try await store.job(job.id) == job)
            #expect(try await store.update(job.id) { $0 } == job)
            await #expect(throws: (any Error).self) { try await store.create(job, durability: .process) }
        }
    }

    @Test("makes changes one after the other", arguments: DatastoreDriver.allCases)
    func serialises(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let job = Samples.job()
            try await store.create(job, durability: .process)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try await store.update(job.id) { $0.tasks[0].attempt += 1 } }
                }
                try await group.waitForAll()
            }
            #expect(try await store.job(job.id)?.tasks[0].attempt == 50)
        }
    }

    @Test("lists pages, newest first, and finds texts as they are written", arguments: DatastoreDriver.allCases)
    func lists(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            for index in 0..<5 {
                try await store.create(Samples.job("job \(index)", at: Int64(index)), durability: .process)
            }
            let odd = Self.eventful(at: 100)
            try await store.create(odd, durability: .process)
            let percent = Samples.job("100%_a\\b'", at: 50)
            try await store.create(percent, durability: .process)

            let first = try await store.jobs(JobQuery(page: 1, size: 3))
            #expect(first.items.map(\.name) == ["näme", "100%_a\\b'", "job 4"])
            #expect(first.totalItems == 7)
            #expect(first.totalPages == 3)
            #expect(first.items[0] == JobSummary(odd))
            #expect(try await store.jobs(JobQuery(page: 3, size: 3)).items.map(\.name) == ["job 0"])
            #expect(try await store.jobs(JobQuery(page: .max, size: 100)).items.isEmpty)

            for text in ["%", "_", "\\", "'", "100%_A\\B'"] {
                #expect(try await store.jobs(JobQuery(text: text)).items.map(\.id) == [percent.id])
            }
            #expect(try await store.jobs(JobQuery(text: "JOB")).totalItems == 5)
            #expect(try await store.jobs(JobQuery(text: "running")).items.map(\.id) == [odd.id])
            #expect(try await store.jobs(JobQuery(text: odd.id.rawValue)).totalItems == 1)
            #expect(try await store.jobs(JobQuery(text: "")).totalItems == 7)
            #expect(try await store.jobs(JobQuery(text: "a%b")).totalItems == 0)
            var wild = JobQuery()
            wild.page = -4
            wild.size = 1_000_000
            #expect(try await store.jobs(wild).items.count == 7)
        }
    }

    @Test("removes jobs that ended, with their tasks, and no other", arguments: DatastoreDriver.allCases)
    func removes(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            var jobs: [Job] = []
            for index in 0..<410 {
                var job = Samples.job(at: Int64(index))
                if index > 0 {
                    job.state = .completed
                    job.endedAt = Samples.time(Int64(index))
                }
                try await store.create(job, durability: .process)
                jobs.append(job)
            }
            #expect(try await store.removeJobs(endedBefore: Samples.time(405)) == 404)
            #expect(try await store.jobs(JobQuery()).totalItems == 6)
            #expect(try await store.unfinishedJobs(of: "").map(\.id) == [jobs[0].id])
            #expect(try await store.task(jobs[1].tasks[0].id) == nil)
            #expect(try await store.task(jobs[409].tasks[0].id) != nil)
        }
    }

    @Test(
        "removes those that ended first where they take too much room, and none that has not ended",
        arguments: DatastoreDriver.allCases)
    func removesForSpace(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            var jobs: [Job] = []
            for index in 0..<60 {
                var job = Samples.job("\(index)", at: Int64(index))
                job.tasks[0].result = Samples.result(output: String(repeating: "x", count: 100_000))
                if index > 0 {
                    job.state = .completed
                    job.endedAt = Samples.time(Int64(index))
                }
                try await store.create(job, durability: .process)
                jobs.append(job)
            }
            #expect(try await store.removeJobs(beyond: 100 << 20) == 0)
            let removed = try await store.removeJobs(beyond: 4 << 20)
            #expect((10..<59).contains(removed), "\(removed)")
            #expect(try await store.jobs(JobQuery()).totalItems == 60 - removed)
            #expect(try await store.job(jobs[1].id) == nil)
            #expect(try await store.job(jobs[59].id) != nil)
            #expect(try await store.removeJobs(beyond: 1) == 59 - removed)
            #expect(try await store.unfinishedJobs(of: "").map(\.id) == [jobs[0].id])
        }
    }
}
