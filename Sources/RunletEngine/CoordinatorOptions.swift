public import RunletCore

extension Coordinator {
    public struct Options: Sendable {
        /// How many jobs may be accepted and not ended. Above it, ``Coordinator/submit(_:durability:listener:)`` throws
        /// ``EngineError/busy(retryAfterSeconds:)``.
        public var maxPending: Int
        /// How long ended jobs are kept. At least 1.
        public var retentionMilliseconds: Int
        /// Bytes that stored jobs may take before those that ended first are removed. Looked at every few seconds.
        public var maxStoredBytes: Int
        /// After how much silence the jobs of another coordinator of the same store are taken over. Zero where there can
        /// be none: then what an earlier process left is this one's at once.
        public var patience: Duration
        public var hooks = EngineHooks()
        /// The wall clock, for records.
        public var now: @Sendable () -> Timestamp
        /// How the periodic work waits.
        public var sleep: @Sendable (Duration) async throws -> Void

        public init(
            maxPending: Int = 1000, retentionMilliseconds: Int = 7 * 86_400_000, maxStoredBytes: Int = 4 << 30,
            patience: Duration = .zero, now: @escaping @Sendable () -> Timestamp = { .now() },
            sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
        ) {
            self.maxPending = max(1, maxPending)
            self.retentionMilliseconds = max(1, retentionMilliseconds)
            self.maxStoredBytes = max(1, maxStoredBytes)
            self.patience = patience
            self.now = now
            self.sleep = sleep
        }
    }
}
