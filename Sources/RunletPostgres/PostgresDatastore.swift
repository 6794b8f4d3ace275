public import Logging
public import RunletCore
import Synchronization

/// The store of the distributed mode: a PostgreSQL database that several processes share.
///
/// Connections are opened when they are needed and again when they are lost; an operation that meets a lost connection
/// is done again, and never twice. What was stored survives the death of the server and the loss of power, whatever the
/// ``Durability``: the server may die without us.
public final class PostgresDatastore: Datastore {
    /// How long an operation may take, waiting and connecting included.
    static let patience = Duration.seconds(15)
    /// The same of one that removes or lists much.
    static let longPatience = Duration.seconds(60)
    /// The same of a look at the health.
    private static let healthPatience = Duration.seconds(3)
    /// How many unfinished jobs are read at once.
    private static let readAtOnce = 200

    let pool: PostgresPool
    let cache = JobCache()
    /// The numbers of the calls of ``attend(_:takingOverAfter:)`` that have had no answer yet, by coordinator.
    let unanswered = Mutex<[String: Int64]>([:])

    /// Connects to nothing yet: `checkSchema` does.
    ///
    /// - Parameters:
    ///   - dsn: where the database is, as a URL or as keyword=value pairs; see the documentation of libpq.
    ///   - connections: the most connections, 1...1000. Each has a thread.
    /// - Throws: ``PostgresDatastoreError/invalidDSN(reason:)``.
    public init(
        dsn: String, connections: Int = 8, logger: Logger = Logger(label: "runlet.postgres")
    ) throws {
        pool = PostgresPool(try PostgresDSN(dsn), size: min(max(connections, 1), 1000), logger: logger)
    }

    deinit {
        pool.close()
    }

    /// Ends what is under way, refuses the rest, and closes the connections.
    public func shutdown() async {
        pool.close()
        await pool.drained()
    }

    /// How many operations wait for a connection.
    package var waitingCount: Int { pool.waitingCount }

    public func create(_ job: Job, durability: Durability) async throws {
        let payloads = try job.tasks.map(EncodedPayload.init)
        let stored = StoredJob(
            job, version: StoredJob.newVersion(), planSizes: payloads.map { Int64($0.plan.count) },
            resultSizes: payloads.map { Int64($0.result?.count ?? 0) })
        try await pool.share(within: Self.patience, isLikely: payloads.count <= 1) { [stored] in
            JobCreation(stored, payloads)
        }
        cache.keep(stored)
    }

    public func job(_ id: JobID) async throws -> Job? {
        var parameters = PostgresParameters()
        parameters.append(id.rawValue)
        // One statement, so that job and tasks are of the same moment.
        return try await read(
            """
            SELECT \(Records.jobColumns), \(Records.taskColumns) FROM job JOIN task ON task.job_id = job.id
            WHERE job.id = $1 ORDER BY task.position
            """, parameters
        ) { try Records.jobs($0).first?.job }
    }

    public func task(_ id: TaskID) async throws -> JobTask? {
        var parameters = PostgresParameters()
        parameters.append(id.rawValue)
        return try await read("SELECT \(Records.taskColumns) FROM task WHERE id = $1", parameters) {
            try Records.tasks($0).first?.task
        }
    }

    public func unfinishedJobs(of owner: String) async throws -> [Job] {
        var jobs: [Job] = []
        while true {
            var parameters = PostgresParameters()
            parameters.append(owner)
            parameters.append(jobs.last?.createdAt.microseconds ?? .min)
            parameters.append(jobs.last?.id.rawValue ?? "")
            parameters.append(Self.readAtOnce)
            let next = try await read(
                """
                SELECT \(Records.jobColumns), \(Records.taskColumns) FROM (
                    SELECT * FROM job WHERE ended_at IS NULL AND owner = $1 AND (created_at, id) > ($2, $3)
                    ORDER BY created_at, id LIMIT $4) AS job
                JOIN task ON task.job_id = job.id ORDER BY job.created_at, job.id, task.position
                """, parameters, within: Self.longPatience
            ) { try Records.jobs($0).map(\.job) }
            jobs += next
            if next.count < Self.readAtOnce { return jobs }
        }
    }

    public func checkHealth() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [pool] in
                try await pool.run(within: Self.healthPatience, abandoning: true) {
                    { connection in
                        try connection.execute("UPDATE probe SET count = count + 1 WHERE id = 1")
                        guard try connection.execute("SELECT count FROM probe WHERE id = 1").number() > 0 else {
                            throw PostgresFailure.unexpectedAnswer
                        }
                    }
                }
            }
            // Also where a thread hangs in a look-up of the server's name, or none is free.
            group.addTask {
                try await Task.sleep(for: Self.healthPatience)
                throw PostgresDatastoreError.unreachable(reason: "no answer within \(Self.healthPatience)")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    func read<Value: Sendable>(
        _ sql: String, _ parameters: PostgresParameters, within patience: Duration = PostgresDatastore.patience,
        _ decode: @Sendable @escaping (PostgresRows) throws -> Value
    ) async throws -> Value {
        try await pool.run(within: patience) {
            { connection in try decode(connection.execute(sql, parameters)) }
        }
    }
}
