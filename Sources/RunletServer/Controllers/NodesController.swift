import Glibc
import Hummingbird
import RunletCore

/// `GET /nodes`: this node. Others join the list once nodes tell each other of themselves.
struct NodesController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/nodes", .nodes, access: .operators) { _, _ in try await list() }]
    }

    private func list() async throws -> Response {
        let queues = try await services.broker.queues()
        return .json(
            .array([
                .fields([
                    "name": .string(services.options.nodeName), "version": .string(services.options.version),
                    "cpus": .int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
                    "loadAverage": .array(Self.loadAverage.map(JSON.double)),
                    "memory": MachineMemory.now.map(Self.json) ?? .null,
                    "running": .int(queues.reduce(0) { $0 + $1.unacknowledged }),
                    "slots": .int(services.options.slots),
                    "queues": .array(queues.map(QueuesController.json)),
                ])
            ]))
    }

    private static func json(_ memory: MachineMemory) -> JSON {
        .fields(["total": .int(memory.total), "available": .int(memory.available)])
    }

    /// Of the last 1, 5 and 15 minutes; empty where the system does not tell.
    private static var loadAverage: [Double] {
        var values = [0.0, 0.0, 0.0]
        return getloadavg(&values, 3) == 3 ? values : []
    }
}
