import Hummingbird
import RunletCore

/// `GET /queues`.
struct QueuesController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/queues", .queues, access: .operators) { _, _ in
                .json(.array(try await services.broker.queues().map(Self.json)))
            }
        ]
    }

    private static func json(_ queue: QueueInfo) -> JSON {
        .fields([
            "name": .string(queue.name), "size": .int(queue.size), "unacknowledged": .int(queue.unacknowledged),
            "subscribers": .int(queue.subscribers),
        ])
    }
}
