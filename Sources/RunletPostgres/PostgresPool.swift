import Glibc
import Logging
import Synchronization

/// Connections, each with a thread of its own, and the operations that wait for one.
///
/// Threads are started when there is work for them, and connections opened when their thread has something to do.
final class PostgresPool: Sendable {
    /// How many operations wait at most.
    private static let mostWaiting = 10_000
    /// The pauses between attempts to connect, in milliseconds.
    private static let firstPause = 50
    private static let longestPause = 1000

    private struct State {
        var waiting: [PoolOperation] = []
        /// Where threads sleep; the one that had work last is the first to have it again, so that few connections do
        /// what few can.
        var idle: [PoolThread] = []
        /// What a sleeping thread was woken for.
        var given: [ObjectIdentifier: PoolOperation] = [:]
        var threads = 0
        var isClosed = false
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
    }

    private let dsn: PostgresDSN
    private let size: Int
    private let logger: Logger
    private let state = Mutex(State())

    init(_ dsn: PostgresDSN, size: Int, logger: Logger) {
        self.dsn = dsn
        self.size = max(1, size)
        self.logger = logger
    }

    /// Refuses what comes and what waits. What is under way comes to its end.
    func close() {
        let (waiting, idle) = state.withLock { state in
            state.isClosed = true
            defer {
                state.waiting = []
                state.idle = []
            }
            return (state.waiting, state.idle)
        }
        for operation in waiting { operation.fail(PostgresDatastoreError.closed) }
        for thread in idle { thread.wake() }
    }

    /// Waits until all connections are closed.
    func drained() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.threads > 0 { state.whenEmpty.append(continuation) }
                return state.threads == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Does something on a connection.
    ///
    /// What is made is called again on another connection where one is lost, and after a conflict with others; it must
    /// know by itself what was done before. A task that is cancelled leaves the queue.
    ///
    /// - Parameters:
    ///   - patience: how long it may take, waiting included.
    ///   - isAbandoned: whether a task that is cancelled does not even wait for what was begun.
    func run<Value: Sendable>(
        within patience: Duration, abandoning isAbandoned: Bool = false,
        _ make: @escaping @Sendable () -> (PostgresConnection) throws -> Value
    ) async throws -> Value {
        let ticket = PoolTicket<Value>()
        let operation = PoolOperation(
            deadline: .now + patience,
            makeAttempt: {
                let attempt = make()
                return { connection in ticket.answer(.success(try attempt(connection))) }
            },
            fail: { ticket.answer(.failure($0)) })
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                ticket.wait(continuation)
                submit(operation)
            }
        } onCancel: {
            operation.cancel()
            if withdraw(operation) || isAbandoned { operation.fail(CancellationError()) }
        }
    }

    private func withdraw(_ operation: PoolOperation) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === operation }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    private enum Placement {
        case queued
        case woken(PoolThread)
        case newThread
        case refused(PostgresDatastoreError)
    }

    private func submit(_ operation: PoolOperation) {
        let placement: Placement = state.withLock { state in
            if state.isClosed { return .refused(.closed) }
            if let thread = state.idle.popLast() {
                state.given[ObjectIdentifier(thread)] = operation
                return .woken(thread)
            }
            guard state.waiting.count < Self.mostWaiting else { return .refused(.busy) }
            state.waiting.append(operation)
            guard state.threads < size else { return .queued }
            state.threads += 1
            return .newThread
        }
        switch placement {
        case .queued: break
        case .woken(let thread): thread.wake()
        case .newThread:
            if !OSThread.start({ self.work() }) { threadEnded(PostgresDatastoreError.busy) }
        case .refused(let error): operation.fail(error)
        }
    }

    // MARK: On a thread of the pool

    private func work() {
        let thread = PoolThread()
        var connection: PostgresConnection?
        while let operation = next(thread) { serve(operation, &connection) }
        connection = nil
        threadEnded(PostgresDatastoreError.closed)
    }

    private func threadEnded(_ error: PostgresDatastoreError) {
        let (waiting, continuations) = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return ([PoolOperation](), [CheckedContinuation<Void, Never>]()) }
            defer {
                state.waiting = []
                state.whenEmpty = []
            }
            return (state.waiting, state.whenEmpty)
        }
        for operation in waiting { operation.fail(error) }
        for continuation in continuations { continuation.resume() }
    }

    /// What is next to do; waits for it. Nil when the pool is closed.
    private func next(_ thread: PoolThread) -> PoolOperation? {
        while true {
            let (operation, isClosed): (PoolOperation?, Bool) = state.withLock { state in
                if let operation = state.given.removeValue(forKey: ObjectIdentifier(thread)) {
                    return (operation, false)
                }
                if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
                if !state.isClosed { state.idle.append(thread) }
                return (nil, state.isClosed)
            }
            if isClosed { return nil }
            if let operation { return operation }
            thread.sleep()
        }
    }

    private func serve(_ operation: PoolOperation, _ connection: inout PostgresConnection?) {
        let attempt = operation.makeAttempt()
        var pause = Self.firstPause
        var lastFailure: (any Error)?
        while true {
            if operation.isCancelled { return operation.fail(CancellationError()) }
            guard operation.deadline > .now else {
                return operation.fail(explained(lastFailure ?? PostgresDatastoreError.busy))
            }
            do {
                let current = try connection ?? PostgresConnection(dsn, deadline: operation.deadline)
                connection = current
                current.deadline = operation.deadline
                defer { if !current.isIdle { connection = nil } }
                return try attempt(current)
            } catch let failure as PostgresFailure {
                lastFailure = failure
                switch failure {
                case .lost(let reason), .unreachable(let reason):
                    connection = nil
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
