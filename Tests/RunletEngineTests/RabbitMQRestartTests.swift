import RunletCore
import RunletRabbitMQ
import TestServers
import Testing

@Suite("The RabbitMQ broker, when the server goes away", .serialized, .timeLimit(.minutes(3)))
struct RabbitMQRestartTests {
    @Test("loses no task where the server is killed and started again")
    func killed() async throws {
        let server = try await RabbitMQServer.start()
        let broker = try await RabbitMQSamples.broker(server.url())
        let seen = RabbitMQTaskLog()
        let published = RabbitMQTaskLog()
        var commands = try await broker.commands().makeAsyncIterator()
        let receivers = (0..<4).map { _ in
            Task {
                while let delivery = try await broker.receive(from: "default") {
                    try await Task.sleep(for: .milliseconds(1))
                    seen.add(delivery.task)
                    try await delivery.acknowledge()
                }
            }
        }
        let publishers = (0..<8).map { _ in
            Task {
                for _ in 0..<100 {
                    let task = RabbitMQSamples.task()
                    try await broker.publish(task)
                    published.add(task)
                }
            }
        }
        #expect(await eventually { published.ids.count >= 100 })
        try await server.kill()
        // Who gives up while there is no server is let go, and the others wait.
        let impatient = Task { try await broker.publish(RabbitMQSamples.task()) }
        try await Task.sleep(for: .milliseconds(50))
        impatient.cancel()
        await #expect(throws: CancellationError.self) { try await impatient.value }
        await #expect(throws: RabbitMQError.self) { try await broker.queues() }
        #expect(published.ids.count < 800)
        try await server.start()
        for publisher in publishers { try await publisher.value }
        for _ in 0..<6 {
            if await eventually({ seen.ids.isSuperset(of: published.ids) }) { break }
        }
        #expect(published.ids.count == 800)
        #expect(seen.ids.isSuperset(of: published.ids))
        let command = WorkerCommand.cancel(.random())
        try await broker.publish(command)
        #expect(await commands.next() == command)
        await broker.shutdown()
        for receiver in receivers { try await receiver.value }
        try await server.stop()
    }

    @Test("ignores the settlement of what came over a connection that is lost, and delivers it again")
    func staleDelivery() async throws {
        let server = try await RabbitMQServer.start()
        let broker = try await RabbitMQSamples.broker(server.url())
        let task = RabbitMQSamples.task()
        try await broker.publish(task)
        let stale = try #require(try await broker.receive(from: "default"))
        try await server.kill()
        try await server.start()
        let again = try #require(try await broker.receive(from: "default"))
        #expect(again.task == task)
        try await stale.acknowledge()
        try await again.acknowledge()
        #expect(await eventually { (try? await broker.queues().first).map { $0.size + $0.unacknowledged } == 0 })
        await broker.shutdown()
        try await server.stop()
    }
}
