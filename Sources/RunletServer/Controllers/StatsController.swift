import Hummingbird
import RunletCore
import RunletEngine

/// `GET /stats`: a few numbers for a dashboard.
struct StatsController: Sendable {
    let services: APIServices
    private let start = ContinuousClock.now

    init(services: APIServices) {
        self.services = services
    }

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/stats", .stats) { _, _ in try await answer() }]
    }

    private func answer() async throws -> Response {
        let queues = try await services.broker.queues()
        return .json([
            "jobs": .fields(["pending": .int(services.coordinator.pendingCount)]),
            "tasks": .fields([
                "queued": .int(queues.reduce(0) { $0 + $1.size }),
                "running": .int(queues.reduce(0) { $0 + $1.unacknowledged }),
            ]),
            "uptimeSeconds": .int(Int((ContinuousClock.now - start).components.seconds)),
        ])
    }
}
