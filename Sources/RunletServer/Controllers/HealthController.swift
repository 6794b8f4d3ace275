import Hummingbird

/// `GET /health`: whether programs can run here, and if not, why.
struct HealthController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/health", .health, access: .open) { _, _ in await answer() }]
    }

    private func answer() async -> Response {
        let report = await services.health.report()
        let isolation = report.isolation.map { layer in
            var object: JSONObject = ["name": .string(layer.name), "state": .string(layer.state.rawValue)]
            if let detail = layer.detail { object.add("detail", .string(detail)) }
            return JSON.object(object)
        }
        let components = report.components.map { component in
            var object: JSONObject = [
                "name": .string(component.name), "status": .string(component.problem == nil ? "UP" : "DOWN"),
            ]
            if let problem = component.problem { object.add("problem", .string(problem)) }
            return JSON.object(object)
        }
        return .json(
            [
                "status": .string(report.isUp ? "UP" : "DOWN"), "version": .string(services.options.version),
                "node": .string(services.options.nodeName), "isolation": .array(isolation),
                "components": .array(components),
            ],
            status: report.isUp ? .ok : .serviceUnavailable)
    }
}
