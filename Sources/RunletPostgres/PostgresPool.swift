import Glibc
import Logging
import Synchronization

/// Connections, each with a thread of its own, and the operations that wait for one.
///
/// Threads are started when there is work for them, and connections opened when their thread has something to do.
final class PostgresPool: Sendable {
    /// How many operations wait at most.
    private static let mostWaiting = 10_000
    /// How many operations share a transaction at most, and how many such transactions are under way: what comes
    /// meanwhile shares the next, and few commits cost both sides less than many.
    private static let mostShared = 32
    private static let mostGroups = 3

    private struct State {
        /// What takes a connection of its own.
        var alone: [PoolOperation] = []
        /// What can share a transaction with others.
        var shareable: [PoolOperation] = []
        /// How many threads have such a transaction.
        var groups = 0
        /// Whether the last that was taken was of the shareable ones; they take turns with the others.
        var wasGroup = false
        /// Where threads sleep; the one that had work last is the first to have it again, so that few connections do
        /// what few can.
        var idle: [PoolThread] = []
        /// What a sleeping thread was woken for.
        var given: [ObjectIdentifier: PoolOperation] = [:]
        var threads = 0
        var isClosed = false
        var whenEmpty: [CheckedContinuation<Void, Never>] = []

        var waitingCount: Int { alone.count + shareable.count }

        mutating func removeWaiting() -> [PoolOperation] {
            defer {
                alone = []
                shareable = []
            }
            return alone + shareable
        }

        /// What the thread was woken for, or what waits; empty where there is nothing.
        mutating func takeNext(_ thread: PoolThread) -> [PoolOperation] {
            if let operation = given.removeValue(forKey: ObjectIdentifier(thread)) {
                return operation.isShareable ? takeShareable([operation]) : [operation]
            }
            let hasGroup = !shareable.isEmpty && groups < PostgresPool.mostGroups
            if hasGroup, alone.isEmpty || !wasGroup {
                groups += 1
                wasGroup = true
                return takeShareable()
            }
            wasGroup = false
            return alone.isEmpty ? [] : [alone.removeFirst()]
        }

        private mutating func takeShareable(_ first: [PoolOperation] = []) -> [PoolOperation] {
            let others = shareable.prefix(PostgresPool.mostShared - first.count)
            shareable.removeFirst(others.count)
            return first + others
        }
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
            defer { state.idle = [] }
            return (state.removeWaiting(), state.idle)
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

    var waitingCount: Int { state.withLock { $0.waitingCount } }

    /// Does something on a connection.
    ///
    /// What is made is called again on another connection where one is lost, and after a conflict with others; it must
    /// know by itself what was done before. A task that is cancelled leaves the queue.
    ///
    /// - Parameters:
    ///   - patience: how long it may take, waiting included.
    ///   - isUrgent: whether it comes before all that waits.
    ///   - isAbandoned: whether a task that is cancelled does not even wait for what was begun.
    func run<Value: Sendable>(
        within patience: Duration, isUrgent: Bool = false, abandoning isAbandoned: Bool = false,
        _ make: @escaping @Sendable () -> (PostgresConnection) throws -> Value
    ) async throws -> Value {
        try await perform(within: patience, isUrgent: isUrgent, abandoning: isAbandoned) { ticket in
            let attempt = make()
            return PoolAttempt(run: { connection in ticket.answer(.success(try attempt(connection))) })
        }
    }

    /// Does something that may share a transaction, where it is likely that one statement does it.
    func share<Work: SharedWork>(
        within patience: Duration, isLikely: Bool, _ make: @escaping @Sendable () -> Work
    ) async throws -> Work.Value {
        try await perform(within: patience, isShareable: isLikely) { ticket in
            var work = make()
            return PoolAttempt(
                statement: { try work.statement() },
                settle: { rows in
                    guard case .done(let value) = try work.settle(rows) else { return false }
                    ticket.answer(.success(value))
                    return true
                },
                run: { connection in ticket.answer(.success(try work.run(connection))) })
        }
    }

    private func perform<Value: Sendable>(
        within patience: Duration, isShareable: Bool = false, isUrgent: Bool = false,
        abandoning isAbandoned: Bool = false, _ make: @escaping @Sendable (PoolTicket<Value>) -> PoolAttempt
    ) async throws -> Value {
        let ticket = PoolTicket<Value>()
        let operation = PoolOperation(
            deadline: .now + patience, isShareable: isShareable, makeAttempt: { make(ticket) },
            fail: { ticket.answer(.failure($0)) })
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                ticket.wait(continuation)
                submit(operation, isUrgent: isUrgent)
            }
        } onCancel: {
            operation.cancel()
            if withdraw(operation) || isAbandoned { operation.fail(CancellationError()) }
        }
    }

    private func withdraw(_ operation: PoolOperation) -> Bool {
        state.withLock { state in
            let path = operation.isShareable ? \State.shareable : \State.alone
            guard let index = state[keyPath: path].firstIndex(where: { $0 === operation }) else { return false }
            state[keyPath: path].remove(at: index)
            return true
        }
    }

    private enum Placement {
        case queued
        case woken(PoolThread)
        case newThread
        case refused(PostgresDatastoreError)
    }

    private func submit(_ operation: PoolOperation, isUrgent: Bool) {
        let placement: Placement = state.withLock { state in
            if state.isClosed { return .refused(.closed) }
            guard state.waitingCount < Self.mostWaiting else { return .refused(.busy) }
            if operation.isShareable, state.groups >= Self.mostGroups {
                state.shareable.append(operation)
                return .queued
            }
            if let thread = state.idle.popLast() {
                state.given[ObjectIdentifier(thread)] = operation
                if operation.isShareable { state.groups += 1 }
                return .woken(thread)
            }
            if operation.isShareable {
                state.shareable.append(operation)
            } else {
                state.alone.insert(operation, at: isUrgent ? 0 : state.alone.count)
            }
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
        do {
            var worker = PoolWorker(dsn, logger: logger)
            var operations: [PoolOperation] = []
            while let next = next(thread, after: operations) {
                operations = next
                worker.serve(operations)
            }
        }
        // The connection is closed by now.
        threadEnded(PostgresDatastoreError.closed)
    }

    private func threadEnded(_ error: PostgresDatastoreError) {
        let (waiting, continuations) = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return ([PoolOperation](), [CheckedContinuation<Void, Never>]()) }
            defer { state.whenEmpty = [] }
            return (state.removeWaiting(), state.whenEmpty)
        }
        for operation in waiting { operation.fail(error) }
        for continuation in continuations { continuation.resume() }
    }

    /// What is next to do: one operation, or several that can share a transaction. Waits for it. Nil when the pool is
    /// closed.
    private func next(_ thread: PoolThread, after last: [PoolOperation]) -> [PoolOperation]? {
        if last.first?.isShareable == true { state.withLock { $0.groups -= 1 } }
        while true {
            let (operations, isClosed) = state.withLock { state in
                let operations = state.takeNext(thread)
                if operations.isEmpty, !state.isClosed { state.idle.append(thread) }
                return (operations, state.isClosed)
            }
            if !operations.isEmpty { return operations }
            if isClosed { return nil }
            thread.sleep()
        }
    }
}
