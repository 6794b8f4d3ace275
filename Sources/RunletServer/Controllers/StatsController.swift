import Hummingbird
import RunletCore
import RunletEngine

/// `/stats`: a few numbers for a dashboard. Jobs and runs are this process's, tasks those of all together.
struct StatsController: Sendable {
    let services: APIServices
    private let start = ContinuousClock.now

    init(services: APIServices) {
        self.services = services
    }

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/stats", .stats, access: .operators) { _, _ in try await answer() },
            Endpoint(.get, "/stats/history", .statsHistory, access: .operators) { _, _ in history() },
        ]
    }

    private func answer() async throws -> Response {
        let queues = try await services.broker.queues()
        let nodes = await services.nodes()
        let ended = services.coordinator.history.outcomes
        return .json([
            "jobs": .fields(["pending": .int(services.coordinator.pendingCount)]),
            "tasks": .fields([
                "queued": .int(queues.reduce(0) { $0 + $1.size }),
                "running": .int(nodes.reduce(0) { $0 + $1.running }),
                "slots": .int(nodes.reduce(0) { $0 + $1.slots }),
            ]),
            "runs": .fields([
                "total": .int(ended.values.reduce(0, +)), "outcomes": Self.json(ended),
            ]),
            "uptimeSeconds": .int(Int((ContinuousClock.now - start).components.seconds)),
        ])
    }

    private func history() -> Response {
        let points = services.coordinator.history.points(at: .now()).map { point in
            JSON.fields([
                "at": .string(point.at.rfc3339), "runs": .int(point.runs), "p50": Self.json(point.p50),
                "p95": Self.json(point.p95), "outcomes": Self.json(point.outcomes),
            ])
        }
        return .json(["intervalSeconds": .int(RunHistory.interval), "points": .array(points)])
    }

    private static func json(_ milliseconds: Double?) -> JSON {
        milliseconds.map { .milliseconds($0) } ?? .null
    }

    private static func json(_ outcomes: [Outcome: Int]) -> JSON {
        var object = JSONObject()
        for outcome in Outcome.allCases {
            if let count = outcomes[outcome] { object.add(outcome.rawValue, .int(count)) }
        }
        return .object(object)
    }
}
