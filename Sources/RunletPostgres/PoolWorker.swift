import Glibc
import Logging

/// What a thread of the pool does with its connection, which is opened when it is needed.
struct PoolWorker {
    /// The pauses between attempts to connect, in milliseconds.
    private static let firstPause = 50
    private static let longestPause = 1000
    /// Once a transaction has so many bytes of values, no other operation joins it.
    private static let mostSharedBytes = 1 << 20

    private struct Entry {
        let operation: PoolOperation
        let attempt: PoolAttempt
    }

    private let dsn: PostgresDSN
    private let logger: Logger
    private var connection: PostgresConnection?

    init(_ dsn: PostgresDSN, logger: Logger) {
        self.dsn = dsn
        self.logger = logger
    }

    /// Does one operation, or several of which each is likely to take one statement.
    mutating func serve(_ operations: [PoolOperation]) {
        var left: [Entry] = []
        var shared: [(entry: Entry, statement: PoolStatement)] = []
        var bytes = 0
        for operation in operations {
            let entry = Entry(operation: operation, attempt: operation.makeAttempt())
            let isAlone = operations.count == 1 || operation.isCancelled || bytes >= Self.mostSharedBytes
            do {
                if !isAlone, let statement = try entry.attempt.statement() {
                    bytes += statement.parameters.size
                    shared.append((entry, statement))
                } else {
                    left.append(entry)
                }
            } catch {
                operation.fail(error)
            }
        }
        var failure: (any Error)?
        if !shared.isEmpty {
            shared.sort { $0.statement.key < $1.statement.key }
            let entries = shared.map(\.entry)
            do {
                left += try share(entries, shared.map(\.statement))
            } catch {
                // None of them is done, or nobody knows. Each by itself is done, or is told why not.
                failure = error
                left += entries
            }
        }
        for entry in left { serve(entry, after: failure) }
    }

    /// Does the statements in one transaction. Returns those whose operation takes more than that.
    private mutating func share(_ entries: [Entry], _ statements: [PoolStatement]) throws -> [Entry] {
        do {
            let answers = try connected(until: entries.map(\.operation.deadline).max() ?? .now) {
                try $0.execute(together: statements)
            }
            return zip(entries, answers).filter { entry, rows in
                do {
                    return try !entry.attempt.settle(rows)
                } catch {
                    entry.operation.fail(error)
                    return false
                }
            }.map(\.0)
        } catch PostgresFailure.lost(let reason) {
            for entry in entries { _ = try entry.attempt.settle(nil) }
            throw PostgresFailure.lost(reason)
        }
    }

    /// Does one, again on another connection where one is lost.
    private mutating func serve(_ entry: Entry, after failure: (any Error)?) {
        let operation = entry.operation
        var pause = Self.firstPause
        var lastFailure = failure
        while true {
            if operation.isCancelled { return operation.fail(CancellationError()) }
            guard operation.deadline > .now else {
                return operation.fail(explained(lastFailure ?? PostgresDatastoreError.busy))
            }
            do {
                return try connected(until: operation.deadline) { try entry.attempt.run($0) }
            } catch let failure as PostgresFailure {
                lastFailure = failure
                switch failure {
                case .lost(let reason), .unreachable(let reason):
                    logger.debug("postgres connection lost", metadata: ["reason": "\(reason)"])
                    sleep(pause, operation)
                    pause = min(pause * 2, Self.longestPause)
                case .server where failure.isConflict: sleep(Int.random(in: 1...10), operation)
                case .server, .unexpectedAnswer: return operation.fail(explained(failure))
                }
            } catch {
                return operation.fail(error)
            }
        }
    }

    private mutating func connected<Value>(
        until deadline: ContinuousClock.Instant, _ body: (PostgresConnection) throws -> Value
    ) throws -> Value {
        let current = try connection ?? PostgresConnection(dsn, deadline: deadline)
        // Kept only where it can be used again: not where an answer may come yet, for one.
        connection = nil
        current.deadline = deadline
        do {
            let value = try body(current)
            if current.isIdle { connection = current }
            return value
        } catch PostgresFailure.lost(let reason) {
            throw PostgresFailure.lost(reason)
        } catch {
            if current.isIdle { connection = current }
            throw error
        }
    }

    /// Ends early where nobody waits any more.
    private func sleep(_ milliseconds: Int, _ operation: PoolOperation) {
        let end = min(ContinuousClock.now + .milliseconds(milliseconds), operation.deadline)
        while !operation.isCancelled, ContinuousClock.now < end { usleep(UInt32(min(milliseconds, 20)) * 1000) }
    }

    private func explained(_ error: any Error) -> any Error {
        switch error as? PostgresFailure {
        case .lost(let reason), .unreachable(let reason): PostgresDatastoreError.unreachable(reason: reason)
        // undefined_table and undefined_column: the tables are of another version, or are not there.
        case .server("42P01", _), .server("42703", _): PostgresDatastoreError.oldSchema(version: 0, needed: 1)
        case .server(let state, let message): PostgresDatastoreError.failed(state: state, reason: message)
        case .unexpectedAnswer: PostgresDatastoreError.failed(state: "XX000", reason: "an unexpected answer")
        case nil: error
        }
    }
}
