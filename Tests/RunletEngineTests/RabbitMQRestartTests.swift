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
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        var reports = try await broker.reports().makeAsyncIterator()
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
        // A report is of no use later, and nobody waits for it.
        let report = NodeReport(
            name: "n", role: .worker, version: "1", startedAt: Samples.time(1), at: .now(), processors: 1)
        let time = try await ContinuousClock().measure {
            for _ in 0..<3000 { try await broker.publish(report) }
        }
        #expect(time < .seconds(5))
        let news = RabbitMQTests.output("news")
        let patient = Task { try await broker.publish(news, to: "c") }
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
        try await patient.value
        #expect(await messages.next()?.message == news)
        var later = report
        later.running = 7
        try await broker.publish(later)
        #expect(await reports.next() == later)
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
