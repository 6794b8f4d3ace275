import TestKit
import TestServers
import Testing

extension EndToEndTests.DistributedTests {
    @Suite("and say what is wrong where they cannot start")
    struct StartTests {
        private static let secret = "wrong-password"

        /// Starts a coordinator with the suite's settings, but for some, and expects it to end with a message.
        private func expectRefusal(
            of role: String = "coordinator", _ changes: [String: String], _ parts: String...
        ) async throws {
            let directory = try TemporaryDirectory()
            var settings = [
                "BROKER_TYPE": "rabbitmq", "BROKER_RABBITMQ_URL": try cluster.broker.url(),
                "BROKER_RABBITMQ_PREFIX": try cluster.prefix + "refused.", "COORDINATOR_ADDRESS": "127.0.0.1:0",
            ]
            if role == "coordinator" {
                settings["DATASTORE_TYPE"] = "postgres"
                settings["DATASTORE_POSTGRES_DSN"] = try cluster.dsn
            }
            settings.merge(changes) { $1 }
            let result = try await CommandLineTool.run(["run", role], in: directory, settings: settings)
            #expect(result.code != nil && result.code != 0, "\(changes): \(result.code ?? -1)")
            for part in parts { #expect(result.stderr.contains(part), "\(changes): \(result.stderr)") }
            #expect(!result.stderr.contains(Self.secret) && !result.stdout.contains(Self.secret))
        }

        @Test("a wrong password of either server", .timeLimit(.minutes(3)))
        func password() async throws {
            let dsn = try cluster.postgres.dsn(Cluster.database, password: Self.secret)
            try await expectRefusal(["DATASTORE_POSTGRES_DSN": dsn], "datastore.postgres.dsn")
            let url = try cluster.broker.url(password: Self.secret)
            for role in ["coordinator", "worker"] {
                try await expectRefusal(of: role, ["BROKER_RABBITMQ_URL": url], "broker.rabbitmq.url")
            }
        }

        @Test("an address that is none")
        func address() async throws {
            try await expectRefusal(["BROKER_RABBITMQ_URL": "http://localhost"], "broker.rabbitmq.url")
            try await expectRefusal(
                ["DATASTORE_POSTGRES_DSN": "mysql://x:\(Self.secret)@y/z"], "datastore.postgres.dsn")
        }

        @Test("a server that is not there, after some patience")
        func unreachable() async throws {
            let port = try cluster.broker.closedPort
            let url = try cluster.broker.url(port: port)
            let dsn = try cluster.postgres.dsn(Cluster.database, port: port)
            async let broker: Void = expectRefusal(["BROKER_RABBITMQ_URL": url], "broker.rabbitmq.url")
            async let worker: Void = expectRefusal(of: "worker", ["BROKER_RABBITMQ_URL": url], "broker.rabbitmq.url")
            async let store: Void = expectRefusal(["DATASTORE_POSTGRES_DSN": dsn], "datastore.postgres.dsn")
            _ = try await (broker, worker, store)
        }

        @Test("a database without tables")
        func oldSchema() async throws {
            let postgres = try cluster.postgres
            try await postgres.createDatabase("empty")
            try await expectRefusal(["DATASTORE_POSTGRES_DSN": postgres.dsn("empty")], "runlet migration")
            // Which does what it says, and nothing the second time.
            let settings = ["DATASTORE_TYPE": "postgres", "DATASTORE_POSTGRES_DSN": postgres.dsn("empty")]
            for _ in 0..<2 {
                let result = try await CommandLineTool.run(["migration"], in: TemporaryDirectory(), settings: settings)
                #expect(result.code == 0, "\(result.stderr)")
            }
        }

        @Test("a broker or a store that cannot be shared")
        func unshared() async throws {
            try await expectRefusal(["BROKER_TYPE": "inmemory"], "broker.type")
            try await expectRefusal(of: "worker", ["BROKER_TYPE": "inmemory"], "broker.type")
            try await expectRefusal(["DATASTORE_TYPE": "sqlite"], "datastore.type")
        }
    }
}
