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

    /// A mebibyte of it.
    private static func output(_ number: Int) -> TaskEvent {
        let task = task()
        return TaskEvent(
            jobID: task.jobID, taskID: task.id, attempt: number, node: "n", at: Samples.time(1),
            kind: .output(.run, .stdout, Data(repeating: 0x79, count: 1 << 20)))
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

    @Test("hands events on in order, early ones too", arguments: BrokerDriver.allCases)
    func events(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let task = Self.task()
        let events = (0..<100).map { index in
            TaskEvent(
                jobID: task.jobID, taskID: task.id, attempt: index, node: "n", at: Samples.time(1), kind: .started)
        }
        for event in events.prefix(10) { try await broker.publish(event) }
        let stream = try await broker.events()
        for event in events.dropFirst(10) { try await broker.publish(event) }
        var received: [TaskEvent] = []
        for await delivery in stream {
            received.append(delivery.event)
            await delivery.acknowledge()
            if received.count == 100 { break }
        }
        #expect(received == events)
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
    func eventRoom(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let count = 200
        var events = try await broker.events().makeAsyncIterator()
        let told = Mutex(0)
        let sender = Task {
            for index in 0..<count {
                try await broker.publish(Self.output(index))
                told.withLock { $0 = index + 1 }
            }
        }
        try await Task.sleep(for: .milliseconds(200))
        if driver.holdsUpEvents { #expect(told.withLock { $0 } < count / 2) }
        for index in 0..<count {
            let delivery = await events.next()
            #expect(delivery?.event.attempt == index)
            await delivery?.acknowledge()
        }
        try await sender.value
        await broker.shutdown()
    }

    @Test("lets nobody wait for a coordinator that is gone", arguments: BrokerDriver.allCases)
    func eventsOfNobody(_ driver: BrokerDriver) async throws {
        let broker = try await driver.make()
        let reader = Task { for await _ in try await broker.events() {} }
        let sender = Task {
            for index in 0..<100 { try await broker.publish(Self.output(index)) }
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
        var events = try await broker.events().makeAsyncIterator()
        var commands = try await broker.commands().makeAsyncIterator()
        #expect(await eventually { (try? await Self.queue("default", of: broker))??.subscribers == 1 })
        await broker.shutdown()
        #expect(try await receiver.value == nil)
        #expect(await events.next() == nil)
        #expect(await commands.next() == nil)
        #expect(try await broker.receive(from: "default") == nil)
    }
}
