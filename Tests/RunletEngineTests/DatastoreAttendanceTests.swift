import RunletCore
import Testing

@Suite("A datastore, for the coordinators that share it", .timeLimit(.minutes(1)))
struct DatastoreAttendanceTests {
    private struct NotMine: Error {}

    private static let long = Duration.seconds(600)

    private static func job(of owner: String, at time: Int64 = 1000) -> Job {
        var job = Samples.job(at: time)
        job.owner = owner
        return job
    }

    @Test("keeps a job's owner, and tells each owner's jobs apart", arguments: DatastoreDriver.allCases)
    func owners(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            var job = Self.job(of: "a", at: 2)
            job.tasks[0].owner = "a"
            let others = [Self.job(of: "b", at: 3), Self.job(of: "a", at: 1), Self.job(of: "", at: 0)]
            for job in [job] + others { try await store.create(job, durability: .process) }
            job.tasks[0].owner = ""
            #expect(try await store.job(job.id) == job)
            #expect(try await store.task(job.tasks[0].id)?.owner == "")
            #expect(try await store.update(job.id) { $0 } == job)
            #expect(try await store.unfinishedJobs(of: "a").map(\.id) == [others[1].id, job.id])
            #expect(try await store.unfinishedJobs(of: "nobody").isEmpty)
            _ = try await store.update(job.id) { $0.owner = "c" }
            _ = try await store.update(others[1].id) { job in
                job.state = .completed
                job.endedAt = Samples.time(9)
            }
            #expect(try await store.unfinishedJobs(of: "a").isEmpty)
            let reopened = try await driver.open(directory)
            #expect(try await reopened.job(job.id)?.owner == "c")
            #expect(try await reopened.unfinishedJobs(of: "c").map(\.id) == [job.id])
            #expect(try await reopened.job(others[1].id)?.owner == "a")
        }
    }

    @Test("tells a coordinator whether it was on the list", arguments: DatastoreDriver.allCases)
    func isNew(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            #expect(try await store.attend("a", takingOverAfter: Self.long) == Attendance(isNew: true))
            #expect(try await store.attend("a", takingOverAfter: Self.long) == Attendance(isNew: false))
            // Its own silence is nothing to it where nobody else noticed.
            #expect(try await store.attend("a", takingOverAfter: .zero) == Attendance(isNew: false))
            #expect(try await store.attend("b", takingOverAfter: Self.long) == Attendance(isNew: true))
            try await Task.sleep(for: .milliseconds(20))
            #expect(try await store.attend("b", takingOverAfter: .zero) == Attendance(takenOver: ["a"], isNew: false))
            #expect(try await store.attend("a", takingOverAfter: Self.long) == Attendance(isNew: true))
            try await store.leave("a")
            try await store.leave("nobody")
            #expect(try await store.attend("b", takingOverAfter: Self.long) == Attendance(isNew: false))
            #expect(try await store.attend("a", takingOverAfter: Self.long) == Attendance(isNew: true))
        }
    }

    @Test(
        "gives the jobs of those who are silent, left, or never came, and of no other",
        arguments: DatastoreDriver.allCases)
    func takeover(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let owners = ["silent", "left", "never", "", "alive", "me"]
            var jobs: [String: Job] = [:]
            for name in owners {
                let job = Self.job(of: name)
                var ended = Self.job(of: name)
                ended.state = .completed
                ended.endedAt = Samples.time(5)
                try await store.create(job, durability: .process)
                try await store.create(ended, durability: .process)
                jobs[name] = job
            }
            for name in ["silent", "left"] { _ = try await store.attend(name, takingOverAfter: Self.long) }
            try await store.leave("left")
            try await Task.sleep(for: .seconds(1))
            _ = try await store.attend("alive", takingOverAfter: Self.long)
            // Who came first has got what was there of those who had not come.
            for name in owners {
                let id = try #require(jobs[name]?.id)
                _ = try await store.update(id) { $0.owner = name }
            }
            let attendance = try await store.attend("me", takingOverAfter: .milliseconds(900))
            #expect(attendance == Attendance(takenOver: ["left", "never", "silent"], isNew: true))
            let mine = try await store.unfinishedJobs(of: "me").map(\.id)
            let expected = try ["silent", "left", "never", "", "me"].map { try #require(jobs[$0]?.id) }
            #expect(Set(mine) == Set(expected) && mine.count == expected.count)
            #expect(try await store.unfinishedJobs(of: "alive").count == 1)
            // What has ended stays as it was.
            #expect(try await store.jobs(JobQuery(text: "completed")).totalItems == owners.count)
            #expect(try await store.attend("me", takingOverAfter: Self.long) == Attendance(isNew: false))
        }
    }

    @Test("shows a former owner that a job is another's, whatever it remembers", arguments: DatastoreDriver.allCases)
    func staleOwner(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let other = driver == .sqlite ? store : try await driver.open(directory)
            let job = Self.job(of: "a")
            _ = try await store.attend("a", takingOverAfter: Self.long)
            try await store.create(job, durability: .process)
            _ = try await store.update(job.id) { $0.state = .running }
            try await Task.sleep(for: .milliseconds(20))
            #expect(try await other.attend("b", takingOverAfter: .zero).takenOver == ["a"])
            await #expect(throws: NotMine.self) {
                try await store.update(job.id) { job in
                    guard job.owner == "a" else { throw NotMine() }
                    job.state = .completed
                }
            }
            let stored = try await store.job(job.id)
            #expect(stored?.owner == "b" && stored?.state == .running)
            #expect(try await other.update(job.id) { $0.owner } == "b")
            #expect(try await store.attend("a", takingOverAfter: Self.long).isNew)
        }
    }

    @Test("gives each job to one of those who attend at the same time", arguments: DatastoreDriver.allCases)
    func together(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let names = (0..<8).map { "coordinator \($0)" }
            var stores: [any Datastore] = [try await driver.open(directory)]
            if driver != .sqlite {
                for _ in 1..<names.count { stores.append(try await driver.open(directory)) }
            }
            var jobs: Set<JobID> = []
            for index in 0..<200 {
                let job = Self.job(of: "gone \(index % 10)", at: Int64(index))
                try await stores[0].create(job, durability: .process)
                jobs.insert(job.id)
            }
            let formers = try await withThrowingTaskGroup(of: [String].self) { [stores] group in
                for (index, name) in names.enumerated() {
                    group.addTask {
                        var formers: [String] = []
                        for _ in 0..<20 {
                            let store = stores[index % stores.count]
                            formers += try await store.attend(name, takingOverAfter: Self.long).takenOver
                        }
                        return formers
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(formers.sorted() == (0..<10).map { "gone \($0)" })
            var owned: [JobID] = []
            for name in names { owned += try await stores[0].unfinishedJobs(of: name).map(\.id) }
            #expect(owned.count == jobs.count && Set(owned) == jobs)
        }
    }

    @Test("lets those who change jobs go on while others take them", arguments: DatastoreDriver.allCases)
    func underLoad(_ driver: DatastoreDriver) async throws {
        try await withTemporaryDirectory { directory in
            let store = try await driver.open(directory)
            let jobs = (0..<40).map { Self.job(of: "", at: Int64($0)) }
            for job in jobs { try await store.create(job, durability: .process) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for job in jobs {
                    group.addTask {
                        for _ in 0..<20 { _ = try await store.update(job.id) { $0.tasks[0].attempt += 1 } }
                    }
                }
                for name in ["a", "b", "c"] {
                    group.addTask {
                        for _ in 0..<20 { _ = try await store.attend(name, takingOverAfter: .zero) }
                    }
                }
                try await group.waitForAll()
            }
            _ = try await store.attend("last", takingOverAfter: .zero)
            let owned = try await store.unfinishedJobs(of: "last")
            #expect(owned.map(\.id) == jobs.map(\.id))
            #expect(owned.allSatisfy { $0.tasks[0].attempt == 20 })
        }
    }
}
