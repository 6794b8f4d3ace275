import GRDB
import Synchronization

/// Moves the write-ahead log into the database file on a connection and thread of its own.
///
/// SQLite would do so inside whichever commit fills the log, and that commit's client would wait for the disk.
final class Checkpointer: Sendable {
    /// Pages written, by estimate, after which the log is moved.
    private static let interval = 1000
    /// Pages in the log at which a commit does it after all, in case this falls behind. 128 MiB.
    static let safetyNet = 32_000
    /// Bytes of a page.
    private static let pageSize = 4096
    /// Pages of a commit beside its large values: rows and indices.
    private static let pagesPerCommit = 6

    private struct State {
        var pages = 0
        var isUnderWay = false
    }

    private let connection: DatabaseQueue
    private let state = Mutex(State())

    init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "checkpointer"
        configuration.busyMode = .timeout(0.1)
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Says that something was committed, with large values of so many bytes.
    func committed(bytes: Int) {
        let isDue = state.withLock { state in
            state.pages += Self.pagesPerCommit + bytes / Self.pageSize
            guard state.pages >= Self.interval, !state.isUnderWay else { return false }
            state.isUnderWay = true
            state.pages = 0
            return true
        }
        guard isDue else { return }
        connection.asyncWriteWithoutTransaction { [self] db in
            // Neither waits for readers or writers nor holds them up. What it leaves is for the next time.
            try? db.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
            state.withLock { $0.isUnderWay = false }
        }
    }

    /// Empties the log, so that what was removed from the database is not left in it. Leaves it where others are busy.
    func truncate() async throws {
        try await connection.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }
}
