import Hummingbird
import RunletCore

/// `GET /nodes`: the processes that work together, as they tell of themselves.
struct NodesController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/nodes", .nodes, access: .operators) { _, _ in await list() }]
    }

    private func list() async -> Response {
        // Which nodes there are is worth knowing just when the broker cannot be asked.
        let queues = (try? await services.broker.queues()) ?? []
        return .json(.array(await services.nodes().map { Self.json($0, queues) }))
    }

    private static func json(_ node: NodeReport, _ queues: [QueueInfo]) -> JSON {
        .fields([
            "name": .string(node.name), "role": .string(node.role.rawValue), "version": .string(node.version),
            "startedAt": .string(node.startedAt.rfc3339), "lastSeen": .string(node.at.rfc3339),
            "problem": .optional(node.problem), "cpus": .int(node.processors),
            "loadAverage": .array(node.loadAverage.map(JSON.double)), "memory": memory(of: node),
            "running": .int(node.running), "slots": .int(node.slots),
            "queues": .array(
                node.queues.sorted { $0.key < $1.key }.map { name, slots in
                    json(name, slots, queues.first { $0.name == name })
                }),
        ])
    }

    /// - Parameter queue: what the broker says of it, which is of all nodes together.
    private static func json(_ name: String, _ slots: Int, _ queue: QueueInfo?) -> JSON {
        var fields: JSONObject = ["name": .string(name), "slots": .int(slots)]
        if let queue {
            fields.add("size", .int(queue.size))
            fields.add("unacknowledged", .int(queue.unacknowledged))
            fields.add("subscribers", .int(queue.subscribers))
        }
        return .object(fields)
    }

    private static func memory(of node: NodeReport) -> JSON {
        guard let total = node.memoryTotal, let available = node.memoryAvailable else { return .null }
        return .fields(["total": .int(total), "available": .int(available)])
    }
}
