import HTTPTypes
import Synchronization

/// Remembers the last health report for a second, so that requests do not pay for a check each.
final class HealthMonitor: Sendable {
    private struct State {
        var report: HealthReport?
        var checkedAt: ContinuousClock.Instant?
        var isChecking = false
    }

    private let check: @Sendable () async -> HealthReport
    private let state = Mutex(State())

    init(check: @escaping @Sendable () async -> HealthReport) {
        self.check = check
    }

    /// The state of things now.
    func report() async -> HealthReport {
        let report = await check()
        state.withLock { state in
            state.report = report
            state.checkedAt = .now
            state.isChecking = false
        }
        return report
    }

    /// Fails closed: throws 503 where a layer of the sandbox is missing.
    ///
    /// One request a second waits for a new check; the others go by the last one meanwhile.
    func requireIsolation() async throws {
        let known: HealthReport? = state.withLock { state in
            guard let report = state.report, let checkedAt = state.checkedAt else { return nil }
            if state.isChecking || ContinuousClock.now - checkedAt < .seconds(1) { return report }
            state.isChecking = true
            return nil
        }
        let report = if let known { known } else { await report() }
        guard let layer = report.isolation.first(where: { $0.state == .missing }) else { return }
        throw APIError.retry(
            .serviceUnavailable, after: 30,
            "nothing runs here, since a layer of the sandbox is missing: \(layer.name); see /health")
    }
}
