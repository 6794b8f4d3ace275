import FoundationEssentials
import RunletCore
import RunletEngine
import Synchronization
import Testing

@Suite("A broker", .timeLimit(.minutes(1)))
struct BrokerConformanceTests {
    private static func task(priority: Int = 0, queue: String = "default") -> JobTask {
        Samples.job(priority: priority, queue: queue).tasks[0]
    }

    private static func news(_ number: Int, _ kind: TaskEvent.Kind = .started) -> CoordinatorMessage {
        let task = task()
        return .news(
            TaskEvent(
                jobID: task.jobID, taskID: task.id, attempt: number, node: "n", at: Samples.time(1), kind: kind))
    }

    /// A mebibyte of it.
    private static func output(_ number: Int) -> CoordinatorMessage {
        news(number, .output(.run, .stdout, Data(repeating: 0x79, count: 1 << 20)))
    }

    private static func report(_ number: Int) -> NodeReport {
        NodeReport(
            name: "n", role: .worker, version: "1", startedAt: Samples.time(1), at: Samples.time(Int64(number)),
            processors: 2, queues: ["default": 4],
            toolchains: ["python": .init(executable: "/usr/bin/python3", version: nil)])
    }

    /// Takes and acknowledges so many messages.
    private static func take(_ count: Int, of stream: AsyncStream<MessageDelivery>) async -> [CoordinatorMessage] {
        var messages: [CoordinatorMessage] = []
        for await delivery in stream {
            messages.append(delivery.message)
            await delivery.acknowledge()
            if messages.count == count { break }
        }
        return messages
    }

    /// What each of several readers saw.
    private final class Log: Sendable {
        let seen = Mutex<[Int: [Int]]>([:])
    }

    private static func queue(_ name: String, of broker: any Broker) async throws -> QueueInfo? {
        try await broker.queues().first { $0.name == name }
    }

    @Test("delivers each task once, by priority and then in order", arguments: BrokerDriver.allCases)
    func order(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let tasks = [0, 9, 3, 9, 0].map { Self.task(priority: $0) }
        for task in tasks { try await broker.publish(task) }
        #expect(try await Self.queue("default", of: broker)?.size == 5)
        var received: [TaskID] = []
        for _ in tasks {
            let delivery = try #require(try await broker.receive(from: "default"))
            received.append(delivery.task.id)
            try await delivery.acknowledge()
        }
        #expect(received == [1, 3, 2, 0, 4].map { tasks[$0].id })
        #expect(try await Self.queue("default", of: broker)?.unacknowledged == 0)
        await broker.shutdown()
    }

    @Test("keeps queues apart", arguments: BrokerDriver.allCases)
    func queues(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let (one, two) = (Self.task(queue: "one"), Self.task(queue: "two"))
        try await broker.publish(one)
        try await broker.publish(two)
        #expect(try await broker.receive(from: "two")?.task == two)
        #expect(try await broker.receive(from: "one")?.task == one)
        await broker.shutdown()
    }

    @Test("delivers again what is handed back, first, and settles once", arguments: BrokerDriver.allCases)
    func requeue(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let (first, second) = (Self.task(), Self.task())
        try await broker.publish(first)
        try await broker.publish(second)
        let delivery = try #require(try await broker.receive(from: "default"))
        #expect(try await Self.queue("default", of: broker)?.unacknowledged == 1)
        try await delivery.requeue()
        try await delivery.requeue()
        try await delivery.acknowledge()
        #expect(try await Self.queue("default", of: broker)?.size == 2)
        #expect(try await broker.receive(from: "default")?.task == first)
        #expect(try await broker.receive(from: "default")?.task == second)
        await broker.shutdown()
    }

    @Test("wakes receivers that wait, and lets cancelled ones go without a task", arguments: BrokerDriver.allCases)
    func waiting(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let cancelled = Task { try await broker.receive(from: "default") }
        let patient = Task { try await broker.receive(from: "default") }
        #expect(await eventually { (try? await Self.queue("default", of: broker))??.subscribers == 2 })
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        let task = Self.task()
        try await broker.publish(task)
        #expect(try await patient.value?.task == task)
        await broker.shutdown()
    }

    @Test("loses no task where receivers are cancelled at the same time", arguments: BrokerDriver.allCases)
    func cancelRace(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let tasks = (0..<200).map { _ in Self.task() }
        var seen: Set<TaskID> = []
        for task in tasks {
            let receiver = Task { try await broker.receive(from: "default") }
            let publisher = Task { try await broker.publish(task) }
            receiver.cancel()
            try await publisher.value
            if let delivery = try? await receiver.value { seen.insert(delivery.task.id) }
        }
        while let info = try await Self.queue("default", of: broker), info.size > 0 {
            if let delivery = try await broker.receive(from: "default") { seen.insert(delivery.task.id) }
        }
        #expect(seen == Set(tasks.map(\.id)))
        await broker.shutdown()
    }

    @Test(
        "hands messages on in order, those for a coordinator that is not there yet, too",
        arguments: BrokerDriver.allCases)
    func messages(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let messages = (0..<100).map { Self.news($0) }
        for message in messages.prefix(10) { try await broker.publish(message, to: "c") }
        let stream = try await broker.messages(for: "c")
        for message in messages.dropFirst(10) { try await broker.publish(message, to: "c") }
        #expect(await Self.take(100, of: stream) == messages)
        await broker.shutdown()
    }

    @Test("carries every kind of message", arguments: BrokerDriver.allCases)
    func kinds(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let job = Samples.job()
        let events = [
            JobEvent(sequence: 1, kind: .queued), JobEvent(sequence: 2, kind: .output(.run, .stderr, Data([0, 255]))),
            JobEvent(sequence: 3, kind: .result(job)),
        ]
        let text = "\"\\/\u{0}\u{1F}\u{7F}\n\t é € 🙂 \u{2028}" + String(repeating: "x", count: 5000)
        var result = Samples.result(output: text)
        result.runs[0].usage = Usage(wall: 1e-9, cpu: .greatestFiniteMagnitude, memory: .max)
        let messages: [CoordinatorMessage] = [
            Self.news(.min, .failed(text)), Self.news(1, .completed(result)),
            Self.news(.max, .phaseEnded(.compile, .completed)),
            .cancel(job.id), .question(EventsQuestion(id: .max, jobID: job.id, after: 7, asker: "b")),
            .answer(EventsAnswer(id: 1, events: events)), .answer(EventsAnswer(id: 2, events: nil)),
        ]
        for message in messages { try await broker.publish(message, to: "c") }
        #expect(await Self.take(messages.count, of: try await broker.messages(for: "c")) == messages)
        await broker.shutdown()
    }

    @Test("keeps progress and ends in order, whichever of them is persistent", arguments: BrokerDriver.allCases)
    func progressAndEnd(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let stream = try await broker.messages(for: "c")
        let messages = (0..<200).map { index in
            Self.news(index, index.isMultiple(of: 3) ? .completed(Samples.result()) : .started)
        }
        #expect(Set(messages.map(\.isPersistent)) == [false, true])
        let sender = Task { for message in messages { try await broker.publish(message, to: "c") } }
        #expect(await Self.take(messages.count, of: stream) == messages)
        try await sender.value
        await broker.shutdown()
    }

    @Test("keeps two coordinators' messages apart", arguments: BrokerDriver.allCases)
    func coordinators(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let early = try await broker.messages(for: "a")
        for index in 0..<20 {
            try await broker.publish(Self.news(index), to: index.isMultiple(of: 2) ? "a" : "b")
        }
        let late = try await broker.messages(for: "b")
        #expect(await Self.take(10, of: early).compactMap(\.attempt) == (0..<10).map { 2 * $0 })
        #expect(await Self.take(10, of: late).compactMap(\.attempt) == (0..<10).map { 2 * $0 + 1 })
        await broker.shutdown()
    }

    @Test("shares the messages among the readers of one name, each once", arguments: BrokerDriver.allCases)
    func readers(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let streams = [try await broker.messages(for: "c"), try await broker.messages(for: "c")]
        let log = Log()
        try await withThrowingTaskGroup { group in
            for (index, stream) in streams.enumerated() {
                group.addTask {
                    for await delivery in stream {
                        log.seen.withLock { $0[index, default: []].append(delivery.message.attempt ?? -1) }
                        await delivery.acknowledge()
                    }
                }
            }
            for index in 0..<200 { try await broker.publish(Self.news(index), to: "c") }
            #expect(await eventually { log.seen.withLock { $0.values.reduce(0) { $0 + $1.count } } == 200 })
            await broker.shutdown()
            try await group.waitForAll()
        }
        let both = log.seen.withLock { $0.values }
        #expect(Set(both.joined()) == Set(0..<200))
        #expect(both.count == 2 && both.allSatisfy { $0 == $0.sorted() })
    }

    @Test(
        "gives what a reader did not acknowledge to another when it gives up",
        arguments: BrokerDriver.allCases)
    func givingUp(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        for index in 0..<20 { try await broker.publish(Self.news(index), to: "c") }
        // It takes three and acknowledges two; the others wait in its stream.
        var held: MessageDelivery?
        for await delivery in try await broker.messages(for: "c") {
            held = delivery
            guard let attempt = delivery.message.attempt, attempt < 2 else { break }
            await delivery.acknowledge()
        }
        #expect(held?.message.attempt == 2)
        held = nil
        // Another may begin before all has come back, so the order is not promised.
        let stream = try await broker.messages(for: "c")
        #expect(await Self.take(18, of: stream).compactMap(\.attempt).sorted() == Array(2..<20))
        await broker.shutdown()
    }

    @Test("lets a reader that gave up acknowledge what it had", arguments: BrokerDriver.allCases)
    func lateAcknowledgement(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        for index in 0..<3 { try await broker.publish(Self.news(index), to: "c") }
        var held: MessageDelivery?
        for await delivery in try await broker.messages(for: "c") {
            held = delivery
            break
        }
        let stream = try await broker.messages(for: "c")
        await held?.acknowledge()
        held = nil
        #expect(await Self.take(2, of: stream).compactMap(\.attempt).sorted() == [1, 2])
        await broker.shutdown()
    }

    @Test("tells every coordinator a report, and drops old ones that nobody takes", arguments: BrokerDriver.allCases)
    func reports(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        try await broker.publish(Self.report(-1))
        let (slow, quick) = (try await broker.reports(), try await broker.reports())
        let reader = Task {
            var first: NodeReport?
            for await report in quick {
                first = first ?? report
                if report == Self.report(999) { return first }
            }
            return nil
        }
        for index in 0..<1000 { try await broker.publish(Self.report(index)) }
        #expect((await reader.value)?.at ?? Samples.time(-1) >= Samples.time(0))
        var count = 0
        for await report in slow {
            count += 1
            if report == Self.report(999) { break }
        }
        #expect(count < 500)
        await broker.shutdown()
    }

    @Test("tells every worker a command", arguments: BrokerDriver.allCases)
    func commands(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let streams = [try await broker.commands(), try await broker.commands()]
        let command = WorkerCommand.cancel(.random(), throughAttempt: 2)
        try await broker.publish(command)
        for stream in streams {
            var iterator = stream.makeAsyncIterator()
            #expect(await iterator.next() == command)
        }
        await broker.shutdown()
    }

    @Test(
        "keeps the order of input, holds up who sends very much, and lets a cancel pass",
        arguments: BrokerDriver.allCases)
    func input(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let stream = try await broker.commands()
        let task = TaskID.random()
        let sender = Task {
            for number in 0..<100 {
                let bytes = Data(repeating: UInt8(number), count: 64 << 10)
                try await broker.publish(.input(task, attempt: 1, [.data(bytes)]))
            }
            return true
        }
        try await broker.publish(.cancel(task, throughAttempt: 7))
        var received: [UInt8] = []
        var cancels = 0
        for await command in stream {
            switch command {
            case .cancel: cancels += 1
            case .input(_, _, let input):
                if case .data(let data) = input.first { received.append(data[0]) }
            }
            if received.count == 100, cancels == 1 { break }
        }
        #expect(received == Array(0..<100))
        #expect(try await sender.value)
        await broker.shutdown()
    }

    @Test("forgets input that nobody will receive any more", arguments: BrokerDriver.allCases)
    func inputForNobody(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let stream = try await broker.commands()
        let reader = Task { for await _ in stream where Task.isCancelled { break } }
        let full = WorkerCommand.input(.random(), attempt: 1, [.data(Data(count: 4 << 20))])
        try await broker.publish(full)
        reader.cancel()
        for _ in 0..<20 { try await broker.publish(full) }
        await reader.value
        let kept = try await broker.commands()
        let sender = Task { for _ in 0..<20 { try await broker.publish(full) } }
        try await Task.sleep(for: .milliseconds(20))
        await broker.shutdown()
        try await sender.value
        withExtendedLifetime(kept) {}
    }

    @Test("lets whoever tells much wait until a coordinator has taken it in", arguments: BrokerDriver.allCases)
    func messageRoom(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let count = 200
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        let told = Mutex(0)
        let sender = Task {
            for index in 0..<count {
                try await broker.publish(Self.output(index), to: "c")
                told.withLock { $0 = index + 1 }
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        if driver.holdsUpMessages { #expect(told.withLock { $0 } < count / 2) }
        for index in 0..<count {
            let delivery = await messages.next()
            #expect(delivery?.message.attempt == index)
            await delivery?.acknowledge()
        }
        try await sender.value
        await broker.shutdown()
    }

    @Test("lets nobody wait for a coordinator that is gone", arguments: BrokerDriver.allCases)
    func messagesOfNobody(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let reader = Task { for await _ in try await broker.messages(for: "c") {} }
        let sender = Task {
            for index in 0..<100 { try await broker.publish(Self.output(index), to: "c") }
        }
        try await Task.sleep(for: .milliseconds(200))
        reader.cancel()
        try await sender.value
        await broker.shutdown()
    }

    @Test("ends everything that waits when it is shut down", arguments: BrokerDriver.allCases)
    func shutdown(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let receiver = Task { try await broker.receive(from: "default") }
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        var reports = try await broker.reports().makeAsyncIterator()
        var commands = try await broker.commands().makeAsyncIterator()
        #expect(await eventually { (try? await Self.queue("default", of: broker))??.subscribers == 1 })
        await broker.shutdown()
        #expect(try await receiver.value == nil)
        #expect(await messages.next() == nil)
        #expect(await reports.next() == nil)
        #expect(await commands.next() == nil)
        #expect(await Self.take(1, of: try await broker.messages(for: "c")).isEmpty)
        #expect(try await broker.receive(from: "default") == nil)
    }
}

extension CoordinatorMessage {
    /// The number that tests give to news.
    fileprivate var attempt: Int? {
        if case .news(let event) = self { event.attempt } else { nil }
    }
}
