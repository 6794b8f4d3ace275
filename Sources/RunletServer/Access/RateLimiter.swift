import HTTPTypes
import Synchronization

/// How many requests a client may make: so many a second, and as many at once as in one second.
///
/// A token bucket for each client, as the virtual scheduling of GCRA keeps it: one moment per client.
/// <https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm>
package final class RateLimiter: Sendable {
    /// How many clients are remembered. Above it, those are forgotten first that may make all their requests again.
    private static let mostClients = 65_536

    private let interval: Duration
    private let burst: Duration
    private let start = ContinuousClock.now
    /// When the client's bucket will be full again, since the start.
    private let state = Mutex<[String: Duration]>([:])

    /// - Parameter rate: requests per second and client.
    package init(rate: Int) {
        interval = .seconds(1) / max(1, rate)
        burst = .seconds(1)
    }

    /// Counts a request.
    ///
    /// - Returns: nil where it may be; else how long until one may be again.
    package func take(_ client: String) -> Duration? {
        take(client, at: ContinuousClock.now - start)
    }

    package func take(_ client: String, at now: Duration) -> Duration? {
        state.withLock { full in
            let begin = max(full[client] ?? .zero, now)
            guard begin - now + interval <= burst else { return begin - now + interval - burst }
            if full.count >= Self.mostClients, full[client] == nil { Self.makeRoom(in: &full, at: now) }
            full[client] = begin + interval
            return nil
        }
    }

    /// Why a request is refused now; nil where it may be.
    func problem(with client: String) -> APIError? {
        take(client).map { wait in
            // Whole seconds, and not before.
            let seconds = Int(wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0)
            return .retry(.tooManyRequests, after: seconds, "too many requests from this client; see Retry-After")
        }
    }

    private static func makeRoom(in full: inout [String: Duration], at now: Duration) {
        full = full.filter { $0.value > now }
        // All of them are at it: nobody may be let through for being one of many.
        guard full.count >= mostClients else { return }
        for (client, _) in full.sorted(by: { $0.value < $1.value }).prefix(mostClients / 8) { full[client] = nil }
    }
}
