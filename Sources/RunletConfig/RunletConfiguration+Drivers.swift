extension RunletConfiguration {
    /// What carries tasks to workers.
    public struct Broker: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            case inMemory = "inmemory"
            case rabbitMQ = "rabbitmq"
        }

        public var type = Kind.inMemory
        public var rabbitMQ = RabbitMQ()

        public init() {}
    }

    public struct RabbitMQ: Sendable, Equatable {
        public var url = Secret("amqp://guest:guest@localhost:5672/")
        /// Quorum queues, which several of RabbitMQ's nodes keep, instead of classic ones.
        public var quorum = false
        /// What the names of all queues and exchanges begin with. 1...100 bytes.
        public var prefix = "runlet."

        public init() {}
    }

    /// What keeps jobs and their results.
    public struct Datastore: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            case sqlite
            case postgres
        }

        public var type = Kind.sqlite
        public var sqlite = SQLite()
        public var postgres = Postgres()
        /// How long ended jobs are kept.
        public var retention = Duration.seconds(168 * 3600)
        /// Bytes that jobs may take before those that ended first are removed.
        public var maxSize = 4 << 30
        /// Bytes that shared snippets may take before those read longest ago are removed.
        public var snippetSize = 256 << 20

        public init() {}
    }

    public struct SQLite: Sendable, Equatable {
        /// The database file, relative to the working directory.
        public var path = "runlet.sqlite"

        public init() {}
    }

    public struct Postgres: Sendable, Equatable {
        public var dsn = Secret("postgres://runlet:runlet@localhost:5432/runlet?sslmode=disable")
        /// The most connections of one process. 1...1000.
        public var connections = 16

        public init() {}
    }

    /// What executes tasks.
    public struct Runtime: Sendable, Equatable {
        public enum Kind: String, Sendable, CaseIterable {
            case sandbox
            case docker
            case podman
            case shell
        }

        public var type = Kind.sandbox
        public var sandbox = Sandbox()

        public init() {}
    }

    public struct Sandbox: Sendable, Equatable {
        /// Absolute host paths that every run sees read-only, in addition to the built-in ones.
        public var mounts: [String] = []

        public init() {}
    }
}
