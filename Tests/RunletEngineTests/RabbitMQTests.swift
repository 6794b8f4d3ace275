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
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        try raw.publish("no message", version: 1, to: prefix + "coordinator.c")
        _ = try raw.count(queue)
        let (good, news) = (RabbitMQSamples.task(), Self.output("good"))
        try await broker.publish(good)
        try await broker.publish(news, to: "c")
        #expect(try await broker.receive(from: "default")?.task == good)
        #expect(await messages.next()?.message == news)
        #expect(await eventually { (try? raw.count(prefix + "dead")) == 4 })
        await broker.shutdown()
    }

    @Test("puts a task aside whose workers are lost again and again, and tells it", arguments: [false, true])
    func lostAgain(_ quorum: Bool) async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        var task = RabbitMQSamples.task()
        task.owner = "c"
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
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        let message = await messages.next()?.message
        guard case .news(let event)? = message, case .failed = event.kind else {
            Issue.record("\(String(describing: message))")
            return
        }
        #expect(event.taskID == task.id && event.attempt == task.attempt)
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
        let message = Self.output(String(repeating: "0123456789abcdef", count: 20 << 16))
        try await broker.publish(message, to: "c")
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        let delivery = await messages.next()
        #expect(delivery?.message == message)
        await delivery?.acknowledge()
        await broker.shutdown()
        let small = try RabbitMQBroker(
            .init(url: try await Self.started().url(), prefix: RabbitMQSamples.prefix(), maxMessageBytes: 1000),
            logger: RabbitMQSamples.logger)
        try await small.connect()
        await #expect(throws: RabbitMQError.self) {
            try await small.publish(Self.output(String(repeating: "a", count: 1000)), to: "c")
        }
        await small.shutdown()
    }

    @Test("delivers messages from one process to another, of both kinds of queue", arguments: [false, true])
    func processes(_ quorum: Bool) async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let worker = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
        let messages = (0..<50).map { Self.output("\($0)") }
        for message in messages.prefix(25) { try await worker.publish(message, to: "c") }
        let lost = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
        var held: [MessageDelivery] = []
        for await delivery in try await lost.messages(for: "c") {
            held.append(delivery)
            if held.count == 10 { break }
        }
        #expect(held.map(\.message) == Array(messages.prefix(10)))
        await held[0].acknowledge()
        for message in messages.dropFirst(25) { try await worker.publish(message, to: "c") }
        // It ends with what it holds.
        await lost.shutdown()
        let heir = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
        var received: [CoordinatorMessage] = []
        for await delivery in try await heir.messages(for: "c") {
            received.append(delivery.message)
            await delivery.acknowledge()
            if received.count == 49 { break }
        }
        // Quorum queues keep the order only while nobody is lost.
        if quorum {
            #expect(Set(received) == Set(messages.dropFirst()))
        } else {
            #expect(received == Array(messages.dropFirst()))
        }
        for broker in [worker, heir] { await broker.shutdown() }
    }

    @Test("makes a coordinator's queue again that is gone, and loses no message", arguments: [false, true])
    func deletedCoordinator(_ quorum: Bool) async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let broker = try await RabbitMQSamples.broker(server.url(), prefix: prefix, quorum: quorum)
        try await broker.publish(Self.output("first"), to: "c")
        try RabbitMQRawClient(port: server.port).delete(prefix + "coordinator.c")
        let messages = (0..<5).map { Self.output("\($0)") }
        for message in messages { try await broker.publish(message, to: "c") }
        var received: [CoordinatorMessage] = []
        for await delivery in try await broker.messages(for: "c") {
            received.append(delivery.message)
            await delivery.acknowledge()
            if received.count == 5 { break }
        }
        #expect(received == messages)
        // Also where somebody reads it at the time, if only RabbitMQ says so: of quorum queues it does not.
        if quorum { return await broker.shutdown() }
        var reader = try await broker.messages(for: "c").makeAsyncIterator()
        try RabbitMQRawClient(port: server.port).delete(prefix + "coordinator.c")
        try await broker.publish(messages[0], to: "c")
        #expect(await reader.next()?.message == messages[0])
        await broker.shutdown()
    }

    @Test("writes tasks and ends to the disk, and progress not")
    func persistence() async throws {
        let server = try await Self.started()
        let prefix = RabbitMQSamples.prefix()
        let broker = try await RabbitMQSamples.broker(server.url(), prefix: prefix)
        let task = RabbitMQSamples.task()
        let end = TaskEvent(
            jobID: task.jobID, taskID: task.id, attempt: 1, node: "n", at: Samples.time(1), kind: .failed("why"))
        try await broker.publish(task)
        for message in [.news(end), Self.output("news"), .cancel(task.jobID)] as [CoordinatorMessage] {
            try await broker.publish(message, to: "c")
        }
        let raw = try RabbitMQRawClient(port: server.port)
        #expect(try raw.isPersistentNext(prefix + "tasks.default") == true)
        let kinds = try (0..<4).map { _ in try raw.isPersistentNext(prefix + "coordinator.c") }
        #expect(kinds == [true, false, true, nil])
        await broker.shutdown()
    }

    @Test("forgets reports that nobody takes after some seconds")
    func oldReports() async throws {
        let broker = try await RabbitMQSamples.broker(try await Self.started().url())
        var report = NodeReport(
            name: "n", role: .worker, version: "1", startedAt: Samples.time(1), at: Samples.time(1), processors: 1)
        var reports = try await broker.reports().makeAsyncIterator()
        for index in 0..<100 {
            report.running = index
            try await broker.publish(report)
        }
        // What the reader's side holds stays; what waits at the server does not.
        try await Task.sleep(for: .seconds(6))
        report.running = 100
        try await broker.publish(report)
        var count = 0
        while let next = await reports.next(), next != report { count += 1 }
        #expect(count < 50)
        await broker.shutdown()
    }

    @Test("delivers a message again that was let go of")
    func messageLetGo() async throws {
        let broker = try await RabbitMQSamples.broker(try await Self.started().url())
        let message = Self.output("news")
        try await broker.publish(message, to: "c")
        for await delivery in try await broker.messages(for: "c") {
            #expect(delivery.message == message)
            break
        }
        var again = try await broker.messages(for: "c").makeAsyncIterator()
        #expect(await again.next()?.message == message)
        await broker.shutdown()
    }

    static func output(_ text: String) -> CoordinatorMessage {
        let task = RabbitMQSamples.task()
        return .news(
            TaskEvent(
                jobID: task.jobID, taskID: task.id, attempt: 1, node: "n", at: Samples.time(1),
                kind: .output(.run, .stdout, Data(text.utf8))))
    }
}
