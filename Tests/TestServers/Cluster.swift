import Foundation
import Synchronization
package import TestKit

/// Runlet on many machines, all of them this one: private servers of PostgreSQL and RabbitMQ, coordinators and workers,
/// each a real process with a configuration file of its own.
package final class Cluster: Sendable {
    package struct Options: Sendable {
        package var coordinators = 2
        package var workers = 2
        /// How many tasks run at the same time on each worker.
        package var concurrency = 2
        /// Whether there is a wire, which can be cut, between each process and the servers.
        package var hasLinks = false
        /// More lines of every process's configuration: dotted keys of the top level.
        package var configuration: [String] = []
        /// Where what the processes print is kept; nil for nowhere beyond the test.
        package var logs: String?

        package init() {}
    }

    package static let database = "runlet"

    package let postgres: PostgresServer
    package let broker: RabbitMQServer
    package let coordinators: [ClusterNode]
    package let workers: [ClusterNode]
    /// What the names of the broker's queues begin with.
    package let prefix: String
    /// The connection string, without a wire between.
    package let dsn: String
    private let directory: TemporaryDirectory
    private let caretaker: DirectoryCaretaker

    package var nodes: [ClusterNode] { coordinators + workers }

    /// Starts the servers, makes the tables, and starts all processes.
    package static func start(_ options: Options = Options()) async throws -> Cluster {
        let cluster = try await Cluster(options)
        do {
            try await cluster.migrate()
            // Together: each looks for its tool chains, which takes a moment.
            try await withThrowingTaskGroup { group in
                for node in cluster.nodes { group.addTask { try await node.start() } }
                try await group.waitForAll()
            }
            try await cluster.expectAllNodes()
        } catch {
            await cluster.kill()
            throw error
        }
        return cluster
    }

    /// A line of the configuration with which only some languages are offered: looking for the versions of all the
    /// others takes each start its time.
    package static func only(_ languages: String...) -> String {
        let files = Host.names(in: Package.languages).filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }
        let others = files.filter { !languages.contains($0) }.sorted()
        return "languages.disabled = [\(others.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }

    private init(_ options: Options) async throws {
        directory = try TemporaryDirectory()
        caretaker = try DirectoryCaretaker(directory.path)
        async let startedPostgres = PostgresServer()
        async let startedBroker = RabbitMQServer.start()
        (postgres, broker) = (try await startedPostgres, try await startedBroker)
        try await postgres.createDatabase(Self.database)
        dsn = postgres.dsn(Self.database)
        prefix = "runlet-\(UInt32.random(in: .min ... .max))."
        if let logs = options.logs {
            try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        }
        var nodes: [ClusterNode] = []
        for number in 1...options.coordinators + options.workers {
            let isCoordinator = number <= options.coordinators
            let brokerLink = options.hasLinks ? try Link(to: broker.port) : nil
            let storeLink = options.hasLinks && isCoordinator ? try Link(to: postgres.port) : nil
            var lines = [
                "broker.type = \"rabbitmq\"",
                "broker.rabbitmq.url = \"\(broker.url(port: brokerLink?.port))\"",
                "broker.rabbitmq.prefix = \"\(prefix)\"",
            ]
            if isCoordinator {
                lines += [
                    "datastore.type = \"postgres\"",
                    "datastore.postgres.dsn = \"\(postgres.dsn(Self.database, port: storeLink?.port))\"",
                ]
            } else {
                lines.append("worker.queues.default = \(options.concurrency)")
            }
            nodes.append(
                try ClusterNode(
                    isCoordinator ? .coordinator : .worker,
                    number: isCoordinator ? number : number - options.coordinators,
                    configuration: lines + options.configuration, in: directory.path, logs: options.logs,
                    links: [brokerLink, storeLink]))
        }
        coordinators = nodes.filter { $0.role == .coordinator }
        workers = nodes.filter { $0.role == .worker }
    }

    /// What the programs that manage the store are given.
    package var migrationArguments: [String] { ["migration", "--config", coordinators[0].configurationFile] }

    private func migrate() async throws {
        let scratch = try TemporaryDirectory()
        let result = try await CommandLineTool.run(migrationArguments, in: scratch)
        guard result.code == 0 else {
            throw TestFailure("runlet migration ended with \(result.code ?? -1): \(result.stdout) \(result.stderr)")
        }
    }

    /// Waits until each coordinator knows everybody.
    package func expectAllNodes(within timeout: Duration = .seconds(30)) async throws {
        var last = ""
        let isComplete = try await eventually(within: timeout) {
            for coordinator in coordinators {
                guard let answer = try? await coordinator.client.get("/nodes") else { return false }
                last = answer.text
                guard answer.json.items.count >= nodes.count else { return false }
            }
            return true
        }
        guard isComplete else { throw TestFailure("of \(nodes.count) nodes a coordinator lists: \(last)") }
    }

    /// Stops the processes in an orderly way, workers last, and tells how each of them ended.
    package func stop() async throws -> [(node: ClusterNode, end: ChildProcess.Ending?)] {
        var ends: [(node: ClusterNode, end: ChildProcess.Ending?)] = []
        for nodes in [coordinators, workers] {
            let group = try await withThrowingTaskGroup(of: (ClusterNode, ChildProcess.Ending?).self) { group in
                for node in nodes { group.addTask { (node, try await node.stop()) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            ends += group.map { (node: $0.0, end: $0.1) }
        }
        for node in nodes { await node.close() }
        return ends
    }

    package func kill() async {
        for node in nodes {
            try? await node.kill()
            await node.close()
        }
    }

    /// What the processes left on the machine, in words; empty where all is as it was. For when they have ended.
    package func leftovers() async throws -> [String] {
        var left: [String] = []
        _ = try await eventually(within: .seconds(10)) {
            left = nodes.flatMap(\.leftovers)
            return left.isEmpty
        }
        return left
    }
}
