import FoundationEssentials
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

    @Test("carries 16 MiB of output")
    func large() async throws {
        let broker = try await RabbitMQSamples.broker(try await RabbitMQServer.shared().url())
        let event = RabbitMQTests.output(String(repeating: "0123456789abcdef", count: 1 << 20))
        var events = try await broker.events().makeAsyncIterator()
        for _ in 0..<5 {
            let start = ContinuousClock.now
            try await broker.publish(event)
            let published = ContinuousClock.now
            let delivery = await events.next()
            await delivery?.acknowledge()
            print("16 MiB: published \(published - start), received \(.now - start)")
        }
        await broker.shutdown()
    }
}
