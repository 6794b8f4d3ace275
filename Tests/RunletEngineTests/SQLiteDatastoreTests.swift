import FoundationEssentials
import GRDB
import Glibc
import RunletCore
import RunletSQLite
import Testing

@Suite("The SQLite datastore", .timeLimit(.minutes(1)))
struct SQLiteDatastoreTests {
    @Test("makes its files readable by their owner only")
    func mode() async throws {
        try await withTemporaryDirectory { directory in
            let store = try SQLiteDatastore(path: directory + "/runlet.db")
            try await store.create(Samples.job(), durability: .power)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(files.contains("runlet.db-wal"))
            for file in files {
                var status = stat()
                #expect(stat(directory + "/" + file, &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600, "\(file)")
            }
        }
    }

    @Test("says what is wrong with its file and what to do")
    func refusesBadFiles() async throws {
        try await withTemporaryDirectory { directory in
            let missing = directory + "/none/runlet.db"
            #expect(throws: SQLiteDatastoreError.unusable(path: missing, reason: "No such file or directory")) {
                try SQLiteDatastore(path: missing)
            }
            #expect(throws: SQLiteDatastoreError.self) { try SQLiteDatastore(path: directory) }
            let text = directory + "/text.db"
            try Data(repeating: 0x61, count: 5000).write(to: URL(filePath: text))
            #expect(throws: SQLiteDatastoreError.corrupt(path: text)) { try SQLiteDatastore(path: text) }
        }
    }

    @Test("does not touch the file of a newer version")
    func refusesNewer() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/runlet.db"
            _ = try SQLiteDatastore(path: path)
            try DatabaseQueue(path: path).write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')")
            }
            let error = #expect(throws: SQLiteDatastoreError.tooNew(path: path)) { try SQLiteDatastore(path: path) }
            #expect(error?.description.contains("newer version") == true)
        }
    }

    @Test("leaves nothing of a removed job in its files")
    func removesForGood() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/runlet.db"
            let secret = "c2VjcmV0LW9mLXRoZS11c2Vy"
            var job = Samples.job(secret)
            job.state = .completed
            job.endedAt = Samples.time(1)
            do {
                let store = try SQLiteDatastore(path: path)
                try await store.create(job, durability: .process)
                #expect(try await store.removeJobs(endedBefore: Samples.time(2)) == 1)
            }
            // Closing the last connection puts the log into the file.
            let bytes = try Data(contentsOf: URL(filePath: path))
            #expect(bytes.firstRange(of: Data(secret.utf8)) == nil)
        }
    }

    @Test("stores a job with large files in one piece")
    func large() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/runlet.db"
            var job = Samples.job()
            let content = Data((0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            job.tasks[0].plan.files = [SourceFile(name: "big", content: content)]
            try await SQLiteDatastore(path: path).create(job, durability: .process)
            let read = try await SQLiteDatastore(path: path).job(job.id)
            #expect(read == job)
        }
    }
}
