import FoundationEssentials
import RunletCore
import RunletRabbitMQ
import TestServers
import Testing

@Suite("The RabbitMQ broker", .timeLimit(.minutes(2)))
struct RabbitMQTests {
    private static func started() async throws -> RabbitMQServer { try await RabbitMQServer.shared() }

    /// Why no connection is made.
    private static func problem(_ url: String) async -> String {
        do {
            try await RabbitMQSamples.broker(url).shutdown()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("names the setting and not the password where it is refused")
    func refused() async throws {
        let server = try await Self.started()
        let password = await Self.problem(server.url(password: "sesame"))
        #expect(password.contains("broker.rabbitmq.url") && password.contains("password"))
        let host = await Self.problem(server.url(virtualHost: "nowhere"))
        #expect(host.contains("broker.rabbitmq.url") && host.contains("nowhere") && host.contains("add_vhost"))
        let closed = await Self.problem(server.url(password: "sesame", port: server.closedPort))
        #expect(closed.contains("broker.rabbitmq.url") && closed.contains("cannot reach"))
        let tls = await Self.problem(server.url(password: "sesame", scheme: "amqps"))
        #expect(tls.contains("broker.rabbitmq.url") && tls.contains("TLS"))
        for text in [password, host, closed, tls] { #expect(!text.contains("sesame")) }
    }

    @Test(
        "refuses a URL that is none",
        arguments: [
            "", "http://h/", "amqp://", "amqp://user:se same@h/", "amqp://user:sesame@h:0/", "amqp://h:65536/",
            "amqp://h/a/b", "amqp://user:ses@me@h/", "amqp://user:sesame:@h/", "amqp://user:sesame%2@h/",
            "amqp://[::1/",
            "amqp://h?heartbeat=0", "amqp://h?sesame=1", "amqp://h?cacertfile=/x", "amqp://user:sesame%00@h/",
            "amqp://h/#x", "amqp://" + String(repeating: "h", count: 5000),
        ])
    func badURL(_ url: String) throws {
        let error = #expect(throws: RabbitMQError.self) {
            try RabbitMQBroker(.init(url: url), logger: RabbitMQSamples.logger)
        }
        #expect(error.map { "\($0)" }?.hasPrefix("broker.rabbitmq.url: ") == true)
        #expect(error.map { "\($0)" }?.contains("sesame") == false)
    }

    @Test(
        "takes the forms that a URL has",
        arguments: ["amqp://h", "amqps://u:%40%3A@h:1/%2F?heartbeat=5&cacertfile=/etc/x", "amqp://[::1]:5672/v"])
    func goodURL(_ url: String) throws {
        let options = RabbitMQBroker.Options(url: url)
        _ = try RabbitMQBroker(options, logger: RabbitMQSamples.logger)
        #expect(!"\(options)".contains("%40"))
    }

    @Test("puts aside what it cannot read and what is newer, and goes on")
    func poison() async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let broker = try await RabbitMQSamples.broker(server.url(), prefix: prefix)
        let first = RabbitMQSamples.task()
        try await broker.publish(first)
        try await #require(try await broker.receive(from: "default")).acknowledge()
        let raw = try RabbitMQRawClient(port: server.port)
        let queue = prefix + "tasks.default"
        try raw.publish("not a task", version: 1, to: queue)
        try raw.publish("{}", version: 2, to: queue)
        try raw.publish("{}", version: nil, to: queue)
        try raw.publish("no event", version: 1, to: prefix + "events")
        _ = try raw.count(queue)
        let (good, news) = (RabbitMQSamples.task(), Self.output("good"))
        try await broker.publish(good)
        try await broker.publish(news)
        #expect(try await broker.receive(from: "default")?.task == good)
        var events = try await broker.events().makeAsyncIterator()
        #expect(await events.next()?.event == news)
        #expect(await eventually { (try? raw.count(prefix + "dead")) == 4 })
        await broker.shutdown()
    }

    @Test("puts a task aside whose workers are lost again and again, and tells it", arguments: [false, true])
    func lostAgain(_ quorum: Bool) async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let task = RabbitMQSamples.task()
        let broker = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
        try await broker.publish(task)
        for _ in 0..<20 {
            let lost = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
            #expect(try await lost.receive(from: "default")?.task == task)
            // The copy with the count may arrive before the one that it replaces is settled.
            #expect(await eventually { (try? await lost.queues().first)?.unacknowledged == 1 })
            await lost.shutdown()
        }
        let receiver = Task { try await broker.receive(from: "default") }
        var events = try await broker.events().makeAsyncIterator()
        let event = await events.next()?.event
        #expect(event?.taskID == task.id && event?.attempt == task.attempt)
        guard case .failed? = event?.kind else {
            Issue.record("\(String(describing: event))")
            return
        }
        let raw = try RabbitMQRawClient(port: server.port)
        #expect(await eventually { (try? raw.count(prefix + "dead")) == 1 })
        await broker.shutdown()
        #expect(try await receiver.value == nil)
    }

    @Test("hands back, acknowledges and counts with quorum queues too")
    func quorum() async throws {
        let broker = try await RabbitMQSamples.broker(try await Self.started().url(), quorum: true)
        let task = RabbitMQSamples.task()
        try await broker.publish(task)
        try await #require(try await broker.receive(from: "default")).requeue()
        try await #require(try await broker.receive(from: "default")).acknowledge()
        #expect(await eventually { (try? await broker.queues().first)?.size == 0 })
        await broker.shutdown()
    }

    @Test("shares tasks fairly, and gives none to who has enough to do")
    func fairness() async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let brokers = [
            try await RabbitMQSamples.broker(server.url(), prefix: prefix),
            try await RabbitMQSamples.broker(server.url(), prefix: prefix),
        ]
        let held = try await hold(brokers[0])
        let counts = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for (index, broker) in brokers.enumerated() {
                for _ in 0..<2 {
                    group.addTask {
                        var count = 0
                        while let delivery = try await broker.receive(from: "default") {
                            count += 1
                            try await Task.sleep(for: .milliseconds(3))
                            try await delivery.acknowledge()
                        }
                        return (index, count)
                    }
                }
            }
            for _ in 0..<100 { try await brokers[1].publish(RabbitMQSamples.task()) }
            #expect(
                await eventually {
                    guard let info = try? await brokers[0].queues().first,
                        let other = try? await brokers[1].queues().first
                    else { return false }
                    return info.size == 0 && info.unacknowledged == 1 && other.unacknowledged == 0
                })
            for broker in brokers { await broker.shutdown() }
            return try await group.reduce(into: [0, 0]) { $0[$1.0] += $1.1 }
        }
        #expect(counts.allSatisfy { $0 >= 25 })
        // What is held comes to the other one where the first is shut down before it.
        #expect((100...101).contains(counts.reduce(0, +)))
        withExtendedLifetime(held) {}
    }

    /// A task that stays in somebody's hands.
    private func hold(_ broker: RabbitMQBroker) async throws -> TaskDelivery? {
        try await broker.publish(RabbitMQSamples.task())
        return try await broker.receive(from: "default")
    }

    @Test("makes a queue again that somebody deleted")
    func deleted() async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let broker = try await RabbitMQSamples.broker(server.url(), prefix: prefix)
        try await broker.publish(RabbitMQSamples.task())
        try RabbitMQRawClient(port: server.port).delete(prefix + "tasks.default")
        #expect(try await broker.queues().first?.size == 0)
        let task = RabbitMQSamples.task()
        try await broker.publish(task)
        #expect(try await broker.receive(from: "default")?.task == task)
        await broker.shutdown()
    }

    @Test("says so where a queue is of another kind, and goes on with others")
    func otherKind() async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let classic = try await RabbitMQSamples.broker(server.url(), prefix: prefix)
        try await classic.publish(RabbitMQSamples.task())
        let error = await #expect(throws: RabbitMQError.self) {
            try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: true)
        }
        #expect(error.map { "\($0)" }?.contains("x-queue-type") == true)
        await classic.shutdown()
    }

    @Test("carries 20 MiB of output, and refuses what the server would")
    func large() async throws {
        let broker = try await RabbitMQSamples.broker(try await Self.started().url())
        let event = Self.output(String(repeating: "0123456789abcdef", count: 20 << 16))
        try await broker.publish(event)
        var events = try await broker.events().makeAsyncIterator()
        let delivery = await events.next()
        #expect(delivery?.event == event)
        await delivery?.acknowledge()
        await broker.shutdown()
        let small = try RabbitMQBroker(
            .init(url: try await Self.started().url(), prefix: RabbitMQSamples.prefix(), maxMessageBytes: 1000),
            logger: RabbitMQSamples.logger)
        try await small.connect()
        await #expect(throws: RabbitMQError.self) {
            try await small.publish(Self.output(String(repeating: "a", count: 1000)))
        }
        await small.shutdown()
    }

    @Test("delivers an event again that was let go of")
    func eventLetGo() async throws {
        let broker = try await RabbitMQSamples.broker(try await Self.started().url())
        let event = Self.output("news")
        try await broker.publish(event)
        for await delivery in try await broker.events() {
            #expect(delivery.event == event)
            break
        }
        var again = try await broker.events().makeAsyncIterator()
        #expect(await again.next()?.event == event)
        await broker.shutdown()
    }

    static func output(_ text: String) -> TaskEvent {
        let task = RabbitMQSamples.task()
        return TaskEvent(
            jobID: task.jobID, taskID: task.id, attempt: 1, node: "n", at: Samples.time(1),
            kind: .output(.run, .stdout, Data(text.utf8)))
    }
}
