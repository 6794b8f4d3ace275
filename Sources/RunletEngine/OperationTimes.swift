import Synchronization

/// How long the operations of a store or a broker took, since the start of this process, and which failed.
public final class OperationTimes: Sendable {
    public struct Record: Sendable {
        public var durations = DurationHistogram()
        public var failures = 0
    }

    private let state = Mutex<[String: Record]>([:])

    public init() {}

    /// By the operation's name.
    public var records: [String: Record] { state.withLock { $0 } }

    func measure<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        let start = ContinuousClock.now
        do {
            let value = try await body()
            note(name, since: start, failed: false)
            return value
        } catch {
            // Whoever was cancelled has not failed.
            note(name, since: start, failed: !(error is CancellationError))
            throw error
        }
    }

    private func note(_ name: String, since start: ContinuousClock.Instant, failed: Bool) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        state.withLock { records in
            records[name, default: Record()].durations.add(seconds: seconds)
            if failed { records[name, default: Record()].failures += 1 }
        }
    }
}
