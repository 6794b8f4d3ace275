import Synchronization
import TestServers

/// Asks the database itself, all the time, which jobs have ended, and whether one of them ever looks otherwise.
final class StoreWatch: Sendable {
    private static let question = """
        SELECT j.id, j.state || ' ' || j.ended_at || ' ' || coalesce(j.outcome, '-') || ' ' || t.state
            || ' ' || t.attempt || ' ' || coalesce(md5(t.result), '-')
        FROM job j JOIN task t ON t.job_id = j.id
        WHERE j.state IN ('COMPLETED', 'FAILED', 'CANCELLED')
        """

    private let postgres: PostgresServer
    private let journal: Journal
    private let ends: Mutex<[String: String]> = Mutex([:])

    init(_ postgres: PostgresServer, journal: Journal) {
        self.postgres = postgres
        self.journal = journal
    }

    /// How many ends were seen.
    var count: Int { ends.withLock { $0.count } }

    /// Looks until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            // There are times without a database.
            try? await look()
            try? await Task.sleep(for: .seconds(2))
        }
    }

    func look() async throws {
        let text = try await postgres.execute(Self.question, in: Cluster.database)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|", maxSplits: 1).map(String.init)
            guard fields.count == 2 else { continue }
            let first = ends.withLock { ends in
                let first = ends[fields[0]]
                if first == nil { ends[fields[0]] = fields[1] }
                return first
            }
            if let first, first != fields[1] {
                journal.problem("an end changed", "job \(fields[0]) in the database: \(first), then \(fields[1])")
            }
        }
        journal.count("looks at the database")
    }
}
