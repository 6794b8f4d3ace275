import CPostgres
import Glibc

/// A connection. Every call blocks: it belongs to one thread of the pool's and never leaves it.
final class PostgresConnection {
    /// What every session begins with. A server whose commits are not durable by default has its reasons, but what we
    /// promise to keep must be kept; where we do not need it, a statement says so.
    private static let beginning = """
        SET statement_timeout = '60s';
        SET idle_in_transaction_session_timeout = '60s';
        SET default_transaction_isolation = 'read committed';
        SET jit = off;
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
        """

    private let raw: OpaquePointer
    /// The names of the prepared statements, by their texts.
    private var prepared: [String: String] = [:]
    /// Until when the calls of the operation under way may take.
    var deadline = ContinuousClock.now

    /// - Throws: ``PostgresFailure/unreachable(_:)``, or ``PostgresDatastoreError`` where another try would not help.
    init(_ dsn: PostgresDSN, deadline: ContinuousClock.Instant) throws {
        self.deadline = deadline
        guard let raw = dsn.withParameters({ PQconnectdbParams($0, $1, 0) }) else {
            throw PostgresFailure.unreachable("out of memory")
        }
        self.raw = raw
        guard PQstatus(raw) == CONNECTION_OK else { throw Self.failure(raw, dsn) }
        // What a server remarks would go to standard error, and is nothing that anybody could do something about.
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
        // So that a time limit holds also where the server does not read.
        guard PQsetnonblocking(raw, 1) == 0 else { throw PostgresFailure.unreachable("out of memory") }
        try command(Self.beginning)
        let encoding = PQparameterStatus(raw, "server_encoding").map { String(cString: $0) } ?? "unknown"
        guard encoding == "UTF8" else { throw PostgresDatastoreError.wrongEncoding(encoding) }
    }

    deinit {
        PQfinish(raw)
    }

    private static func failure(_ raw: OpaquePointer, _ dsn: PostgresDSN) -> any Error {
        let reason = dsn.redacted(String(cString: PQerrorMessage(raw)))
        if PQconnectionNeedsPassword(raw) == 1 { return PostgresDatastoreError.refused(reason: reason) }
        // libpq has no SQLSTATE for these. Where the server speaks another language we try again until the time is over.
        let passing = [
            "starting up", "shutting down", "recovery", "too many clients", "connection slots", "limit", "terminating",
        ]
        guard reason.contains("FATAL:"), !passing.contains(where: { reason.contains($0) }) else {
            return PostgresFailure.unreachable(reason)
        }
        return PostgresDatastoreError.refused(reason: reason)
    }

    /// Whether it can be used for another operation: it is there and in no transaction.
    var isIdle: Bool {
        PQstatus(raw) == CONNECTION_OK && PQtransactionStatus(raw) == PQTRANS_IDLE
    }

    // MARK: Statements

    /// Runs a statement that is prepared when it comes for the first time.
    @discardableResult
    func execute(_ sql: String, _ parameters: PostgresParameters = .init()) throws(PostgresFailure) -> PostgresRows {
        let name = try prepare(sql)
        let isSent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(raw, name, Int32(values.count), values, lengths, formats, 1) == 1
        }
        guard isSent else { throw lost() }
        return try receive()
    }

    /// Runs statements in one transaction and one round trip: all of them are done, or none where this throws.
    func execute(together statements: [PoolStatement]) throws(PostgresFailure) -> [PostgresRows] {
        var names: [String] = []
        for statement in statements { names.append(try prepare(statement.sql)) }
        guard PQenterPipelineMode(raw) == 1 else { throw lost() }
        for (name, statement) in zip(names, statements) {
            let isSent = statement.parameters.withPointers { values, lengths, formats in
                PQsendQueryPrepared(raw, name, Int32(values.count), values, lengths, formats, 1) == 1
            }
            guard isSent else { throw lost() }
        }
        guard PQpipelineSync(raw) == 1 else { throw lost() }
        try flush()
        var answers: [PostgresRows] = []
        var failure: PostgresFailure?
        while true {
            guard let result = try nextResult() else {
                // Between the answers of two statements.
                if PQstatus(raw) != CONNECTION_OK { throw lost() }
                continue
            }
            let answer = PostgresRows(result)
            let status = PQresultStatus(result)
            // The transaction has been committed, or has failed.
            if status == PGRES_PIPELINE_SYNC { break }
            switch status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: answers.append(answer)
            default: failure = failure ?? Self.failure(result)
            }
        }
        if PQstatus(raw) != CONNECTION_OK || PQexitPipelineMode(raw) != 1 { throw lost() }
        if let failure { throw failure.isServersEnd ? lost() : failure }
        guard answers.count == statements.count else { throw .unexpectedAnswer }
        return answers
    }

    /// Runs constant statements without values.
    func command(_ sql: String) throws(PostgresFailure) {
        guard PQsendQuery(raw, sql) == 1 else { throw lost() }
        _ = try receive()
    }

    /// Runs the body in a transaction. Its calls of ``execute(_:_:)`` are undone where it throws.
    func transaction<Value>(_ beginning: String = "BEGIN", _ body: () throws -> Value) throws -> Value {
        try command(beginning)
        let value: Value
        do {
            value = try body()
        } catch {
            // Where this fails, the connection is not idle and is thrown away.
            try? command("ROLLBACK")
            throw error
        }
        try command("COMMIT")
        return value
    }

    private func prepare(_ sql: String) throws(PostgresFailure) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        guard PQsendPrepare(raw, name, sql, 0, nil) == 1 else { throw lost() }
        _ = try receive()
        prepared[sql] = name
        return name
    }

    // MARK: Waiting

    /// The last result of what was sent, or the first error.
    private func receive() throws(PostgresFailure) -> PostgresRows {
        try flush()
        var rows: PostgresRows?
        var failure: PostgresFailure?
        while let result = try nextResult() {
            let answer = PostgresRows(result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: rows = answer
            default: failure = failure ?? Self.failure(result)
            }
        }
        if PQstatus(raw) != CONNECTION_OK { throw lost() }
        if let failure {
            if failure.isServersEnd { throw lost() }
            throw failure
        }
        guard let rows else { throw .unexpectedAnswer }
        return rows
    }

    private func flush() throws(PostgresFailure) {
        while true {
            let unsent = PQflush(raw)
            if unsent == 0 { return }
            guard unsent == 1 else { throw lost() }
            if try wait(for: POLLIN | POLLOUT) & POLLIN != 0, PQconsumeInput(raw) == 0 { throw lost() }
        }
    }

    private func nextResult() throws(PostgresFailure) -> OpaquePointer? {
        while PQisBusy(raw) == 1 {
            _ = try wait(for: POLLIN)
            guard PQconsumeInput(raw) == 1 else { throw lost() }
        }
        return PQgetResult(raw)
    }

    private static func failure(_ result: OpaquePointer) -> PostgresFailure {
        // The macros of these are letters.
        func field(_ letter: Character) -> String? {
            letter.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
        }
        return .server(state: field("C") ?? "unknown", message: field("M") ?? "no reason given")
    }

    /// Waits for the socket. What came of it.
    private func wait(for events: Int32) throws(PostgresFailure) -> Int32 {
        var entry = pollfd(fd: PQsocket(raw), events: Int16(events), revents: 0)
        while true {
            let left = deadline - .now
            guard left > .zero else { throw .lost("no answer in time") }
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            let count = poll(&entry, 1, Int32(clamping: milliseconds + 1))
            if count > 0 { return Int32(entry.revents) }
            if count < 0, errno != EINTR { throw .lost("poll: error \(errno)") }
        }
    }

    private func lost() -> PostgresFailure {
        .lost(PostgresDSN.line(String(cString: PQerrorMessage(raw))))
    }
}
