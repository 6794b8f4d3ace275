import RunletCore
import ServiceLifecycle
import Synchronization

/// Knows whether the broker answers: asks it every second, one question at a time.
///
/// A driver that makes its connection again lets callers wait meanwhile, which whoever asks for the health must not.
final class BrokerMonitor: Service, Sendable {
    private static let interval = Duration.seconds(1)
    /// After which a broker that does not answer counts as lost.
    private static let patience = Duration.seconds(4)

    private struct State {
        var isAsking = false
        var answeredAt = ContinuousClock.now
        /// What the last question ended in; nil where there was an answer.
        var error: String?
    }

    private let broker: any Broker
    private let state = Mutex(State())

    init(broker: any Broker) {
        self.broker = broker
    }

    /// Nil where it answers.
    var problem: String? {
        state.withLock { state in
            if let error = state.error { return error }
            let silence = ContinuousClock.now - state.answeredAt
            return silence > Self.patience ? "no answer for \(silence.components.seconds) s" : nil
        }
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            while true {
                ask()
                try await Task.sleep(for: Self.interval)
            }
        }
    }

    private func ask() {
        let isAsking = state.withLock { state in
            defer { state.isAsking = true }
            return state.isAsking
        }
        guard !isAsking else { return }
        // Nobody waits for it: it may take as long as the connection is away, and must not hold up a shutdown.
        Task {
            var problem: String?
            do {
                _ = try await broker.queues()
            } catch {
                problem = "\(error)"
            }
            note(problem)
        }
    }

    private func note(_ problem: String?) {
        state.withLock { state in
            state.isAsking = false
            state.error = problem
            if problem == nil { state.answeredAt = .now }
        }
    }
}
