import Foundation
import Logging
import RunletCore
import RunletEngine
import RunletPostgres
import RunletRabbitMQ
import TestKit
import TestServers

extension Measurements {
    private static let jobs = 10_000
    private static let submitters = 64
    private static let logger = Logger(label: "measure") { _ in SwiftLogNoOpLogHandler() }

    /// A coordinator and a worker of this process over a real broker and a real store, with a runtime that does
    /// nothing: no HTTP, no sandbox. All of it, the servers too, shares this machine.
    func engine() async throws -> [Measurement] {
        say("engine: jobs that do nothing, through RabbitMQ and PostgreSQL")
        async let startedPostgres = PostgresServer()
        async let startedBroker = RabbitMQServer.start()
        let (postgres, rabbit) = (try await startedPostgres, try await startedBroker)
        try await postgres.createDatabase(Cluster.database)
        let store = try PostgresDatastore(dsn: postgres.dsn(Cluster.database), connections: 16, logger: Self.logger)
        try await store.migrate()
        // As in two processes: each side has connections of its own.
        let brokers = try (0..<2).map { _ in
            try RabbitMQBroker(.init(url: rabbit.url(), prefix: "measure."), logger: Self.logger)
        }
        for broker in brokers { try await broker.connect() }
        let coordinator = Coordinator(
            name: "measure", broker: brokers[0], datastore: store,
            options: .init(maxPending: 100_000, patience: .seconds(10)), logger: Self.logger)
        let worker = Worker(
            name: "idle", queues: ["default": 32], broker: brokers[1], runtime: IdleRuntime(), logger: Self.logger)
        let services = [Task { try await coordinator.run() }, Task { try await worker.run() }]
        defer { for service in services { service.cancel() } }
        _ = try await Self.rate(1000, coordinator, .process)
        let awaited = try await Self.rate(Self.jobs, coordinator, .process)
        let promised = try await Self.rate(Self.jobs, coordinator, .power)
        for service in services { service.cancel() }
        for service in services { try? await service.value }
        for broker in brokers { await broker.shutdown() }
        await store.shutdown()
        try await rabbit.stop()
        try await postgres.stop()
        return [
            Measurement(
                "jobs that do nothing, as for clients that wait", awaited, "jobs/s", goal: "at least 1000",
                isMet: awaited >= 1000,
                "in-process coordinator and worker, a runtime that does nothing, \(Self.submitters) submitters"),
            Measurement("the same, stored first as for a 202", promised, "jobs/s"),
        ]
    }

    private static func rate(_ count: Int, _ coordinator: Coordinator, _ durability: Durability) async throws -> Double
    {
        let plan = ExecutionPlan(
            language: "none", files: [SourceFile(name: "main", content: Data("nothing".utf8))],
            run: Phase(kind: .run, command: ["/bin/true"], limits: .run))
        let begin = ContinuousClock.now
        try await withThrowingTaskGroup { group in
            for _ in 0..<submitters {
                group.addTask {
                    for _ in 0..<count / submitters {
                        let job = Job(name: "nothing", plan: plan, createdAt: .now())
                        let accepted = try await coordinator.submit(job, durability: durability)
                        guard try await coordinator.result(of: accepted.id)?.state == .completed else {
                            throw TestFailure("a job that does nothing did not end well")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(count / submitters * submitters) / ((.now - begin) / .seconds(1))
    }
}
