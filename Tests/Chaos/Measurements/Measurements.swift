import Foundation
import TestKit
import TestServers

/// What many machines cost and bring, with all of them on this one.
struct Measurements {
    private static let rounds = 300
    private static let warmUps = 30

    let say: @Sendable (String) -> Void

    // MARK: Latency

    /// `/execute` of one process and of many in turns, nothing else under way.
    func latency() async throws -> [Measurement] {
        say("latency: 2 coordinators and 2 workers beside a standalone server")
        let cluster = try await Cluster.start()
        do {
            let alone = try await ServerProcess.start(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]))
            var results: [Measurement] = []
            for (name, request) in Self.requests {
                let (one, many) = try await Self.times(request, alone.client, cluster.coordinators[0].client)
                results += [
                    Measurement(
                        "/execute, \(name), standalone, p50", one.p50, "ms",
                        "p90 \(Format.milliseconds(one.p90)), p99 \(Format.milliseconds(one.p99))"),
                    Measurement(
                        "/execute, \(name), many machines, p50", many.p50, "ms",
                        "p90 \(Format.milliseconds(many.p90)), p99 \(Format.milliseconds(many.p99))"),
                    Measurement(
                        "of it for the network, the broker and the store, \(name)", many.p50 - one.p50, "ms",
                        goal: "at most 6 ms", isMet: many.p50 - one.p50 <= 6),
                ]
            }
            try await alone.stop()
            _ = try await cluster.stop()
            return results
        } catch {
            await cluster.kill()
            throw error
        }
    }

    private static let requests: [(String, JSONValue)] = [
        ("bash true", ["language": "bash", "code": "true"]),
        ("python hello", ["language": "python", "code": "print('hello')"]),
    ]

    private static func times(
        _ request: JSONValue, _ first: ServerClient, _ second: ServerClient
    ) async throws -> (Samples, Samples) {
        var times: [[Double]] = [[], []]
        for round in 0..<warmUps + rounds {
            // Each goes first every other time.
            for turn in round % 2 == 0 ? [0, 1] : [1, 0] {
                let begin = ContinuousClock.now
                let answer = try await [first, second][turn].execute(request)
                let time = (ContinuousClock.now - begin) / .milliseconds(1)
                guard answer["outcome"] == "completed" else { throw TestFailure("\(answer.status) \(answer.text)") }
                if round >= warmUps { times[turn].append(time) }
            }
        }
        return (Samples(times[0]), Samples(times[1]))
    }

    // MARK: Workers

    /// The same sleeping jobs on one worker and on two.
    func workers() async throws -> [Measurement] {
        say("workers: sleeping jobs on one worker, then on two")
        var options = Cluster.Options()
        options.coordinators = 1
        options.concurrency = 4
        options.configuration = [Cluster.only("bash")]
        let cluster = try await Cluster.start(options)
        do {
            try await cluster.workers[1].stop()
            _ = try await Self.rate(of: 8, on: cluster)
            let one = try await Self.rate(of: 120, on: cluster)
            try await cluster.workers[1].start()
            try await cluster.expectAllNodes()
            _ = try await Self.rate(of: 16, on: cluster)
            let two = try await Self.rate(of: 240, on: cluster)
            _ = try await cluster.stop()
            return [
                Measurement("jobs of 0.5 s on one worker of 4", one, "jobs/s", "8 would be without any cost"),
                Measurement("the same on two", two, "jobs/s"),
                Measurement(
                    "two workers over one", two / one, "×", goal: "1.8 to 2.2",
                    isMet: (1.8...2.2).contains(two / one)),
            ]
        } catch {
            await cluster.kill()
            throw error
        }
    }

    /// Jobs per second, from the first acceptance to the last end.
    private static func rate(of count: Int, on cluster: Cluster) async throws -> Double {
        let client = cluster.coordinators[0].client
        let begin = ContinuousClock.now
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<count { group.addTask { try await client.submit("sleep 0.5") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for id in ids { _ = try await client.ended(id, within: .seconds(120)) }
        return Double(count) / ((.now - begin) / .seconds(1))
    }
}
