import FoundationEssentials
import Glibc
import RunletCore
import RunletRabbitMQ
import TestServers
import Testing

/// How fast it is. Only on demand, with RUNLET_MEASURE=1: numbers are no tests.
@Suite(
    "The RabbitMQ broker, measured", .serialized, .timeLimit(.minutes(3)),
    .enabled(if: ProcessInfo.processInfo.environment["RUNLET_MEASURE"] != nil))
struct RabbitMQMeasurements {
    @Test("publishes with confirmation", arguments: [false, true])
    func publishing(_ quorum: Bool) async throws {
        let broker = try await RabbitMQSamples.broker(try await RabbitMQServer.shared().url(), quorum: quorum)
        let task = RabbitMQSamples.task()
        try await broker.publish(task)
        let (publishers, each) = (64, quorum ? 100 : 300)
        let time = try await ContinuousClock().measure {
            try await withThrowingTaskGroup { group in
                for _ in 0..<publishers {
                    group.addTask { for _ in 0..<each { try await broker.publish(task) } }
                }
                try await group.waitForAll()
            }
        }
        print("quorum \(quorum): \(Int(Double(publishers * each) / (time / .seconds(1)))) messages/s by 64 publishers")
        await broker.shutdown()
    }

    @Test("takes a task from one side to the other", arguments: [false, true])
    func roundTrip(_ quorum: Bool) async throws {
        let broker = try await RabbitMQSamples.broker(try await RabbitMQServer.shared().url(), quorum: quorum)
        let task = RabbitMQSamples.task()
        var times: [Duration] = []
        for _ in 0..<500 {
            let start = ContinuousClock.now
            try await broker.publish(task)
            let delivery = try #require(try await broker.receive(from: "default"))
            try await delivery.acknowledge()
            times.append(.now - start)
        }
        times.sort()
        print("quorum \(quorum): publish, receive, acknowledge p50 \(times[250]), p99 \(times[495])")
        await broker.shutdown()
    }

    @Test("carries jobs that do nothing: a task, its start and its end each", arguments: [false, true])
    func jobs(_ quorum: Bool) async throws {
        let (prefix, url) = (RabbitMQSamples.prefix(), try await RabbitMQServer.shared().url())
        let coordinator = try await RabbitMQSamples.broker(url, prefix: prefix, quorum: quorum)
        let worker = try await RabbitMQSamples.broker(url, prefix: prefix, quorum: quorum)
        let (count, clients, slots) = (quorum ? 3000 : 10_000, 64, 16)
        let messages = try await coordinator.messages(for: "c")
        let before = try Self.processorTime()
        let time = try await ContinuousClock().measure {
            try await withThrowingTaskGroup { group in
                for _ in 0..<slots {
                    group.addTask {
                        while let delivery = try await worker.receive(from: "default") {
                            let task = delivery.task
                            for kind in [.started, .completed(Samples.result())] as [TaskEvent.Kind] {
                                let event = TaskEvent(
                                    jobID: task.jobID, taskID: task.id, attempt: 1, node: "n", at: .now(), kind: kind)
                                try await worker.publish(.news(event), to: task.owner)
                            }
                            try await delivery.acknowledge()
                        }
                    }
                }
                for index in 0..<clients {
                    group.addTask {
                        for _ in 0..<count / clients + (index < count % clients ? 1 : 0) {
                            var task = RabbitMQSamples.task()
                            task.owner = "c"
                            try await coordinator.publish(task)
                        }
                    }
                }
                var seen = 0
                for await delivery in messages {
                    await delivery.acknowledge()
                    seen += 1
                    if seen == 2 * count { break }
                }
                await worker.shutdown()
                try await group.waitForAll()
            }
        }
        let after = try Self.processorTime()
        let each = { (time: Double) in "\(Int(time * 1e6 / Double(count))) us" }
        print(
            "quorum \(quorum): \(Int(Double(count) / (time / .seconds(1)))) jobs/s, and of each processor time:",
            "\(each(after.own - before.own)) here, \(each(after.server - before.server)) at the server")
        await coordinator.shutdown()
    }

    /// What this process and the servers of this machine have used, in seconds.
    private static func processorTime() throws -> (own: Double, server: Double) {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        let own =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        let ticks = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
            .compactMap { FileManager.default.contents(atPath: "/proc/\($0)/stat") }
            .map { String(decoding: $0, as: UTF8.self) }.filter { $0.contains("(beam.smp)") }
            .map { $0.split(separator: " ")[13...14].compactMap { Double($0) }.reduce(0, +) }
        return (own, ticks.reduce(0, +) / 100)
    }

    @Test("carries 16 MiB of output")
    func large() async throws {
        let broker = try await RabbitMQSamples.broker(try await RabbitMQServer.shared().url())
        let message = RabbitMQTests.output(String(repeating: "0123456789abcdef", count: 1 << 20))
        var messages = try await broker.messages(for: "c").makeAsyncIterator()
        for _ in 0..<5 {
            let start = ContinuousClock.now
            try await broker.publish(message, to: "c")
            let published = ContinuousClock.now
            let delivery = await messages.next()
            await delivery?.acknowledge()
            print("16 MiB: published \(published - start), received \(.now - start)")
        }
        await broker.shutdown()
    }
}
