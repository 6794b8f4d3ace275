import RunletConfig
import RunletCore
import Testing

@Suite("Rules between keys")
struct RuleTests {
    @Test("A default above its cap is an error that names both keys")
    func defaultAboveCap() throws {
        #expect(
            try TestDirectory.problems("\nworker.limits.timeout = \"3s\"") == [
                "config.toml:2: worker.defaults.run.timeout: "
                    + #"the default "5s" is above the cap worker.limits.timeout = "3s""#
            ])
        #expect(
            try TestDirectory.problems("worker.defaults.compile.timeout = \"61s\"") == [
                "config.toml:1: worker.defaults.compile.timeout: "
                    + #"the default "1m1s" is above the cap worker.limits.compiletimeout = "1m""#
            ])
    }

    @Test(
        "Every default is held to its cap",
        arguments: ["cpus = 0.5", "memory = '1MiB'", "processes = 1", "output = 1", "disk = '4KiB'"])
    func everyDefault(cap: String) throws {
        let problems = try TestDirectory.problems("[worker.limits]\n\(cap)")
        #expect(problems.count == 2)
        #expect(problems.contains { $0.contains("worker.defaults.run.") })
        #expect(problems.contains { $0.contains("worker.defaults.compile.") })
    }

    @Test("A cap that could not be read is not also reported as passed")
    func noFollowUpErrors() throws {
        let problems = try TestDirectory.problems("worker.limits.memory = 0\nworker.defaults.run.memory = '4GiB'")
        #expect(problems.count == 1)
    }

    @Test("Authentication without credentials is an error")
    func emptyCredentials() throws {
        let problems = try TestDirectory.problems(
            "[middleware.web]\nbasicauth.enabled = true\nbasicauth.username = \"me\"\nkeyauth.enabled = true")
        #expect(
            problems == [
                "config.toml:2: middleware.web.basicauth.password: "
                    + "must not be empty while middleware.web.basicauth.enabled = true",
                "config.toml:4: middleware.web.keyauth.key: "
                    + "must not be empty while middleware.web.keyauth.enabled = true",
            ])
    }

    @Test("A key that no header can carry is an error", arguments: ["a b", "k\\n", "schlüssel"])
    func unsendableKey(key: String) throws {
        for name in ["middleware.web.keyauth.key", "coordinator.operator.key"] {
            #expect(
                try TestDirectory.problems("\(name) = \"\(key)\"") == [
                    "config.toml:1: \(name): must be of printable ASCII characters without spaces"
                ])
        }
    }

    @Test(
        "What is no origin would never match, so it is an error",
        arguments: ["example.com", "https://example.com/", "https://", "ftp://a", "https://a,", "https://a b", ""])
    func origins(text: String) throws {
        let toml = "middleware.web.cors = { enabled = true, origins = \"\(text)\" }"
        #expect(try TestDirectory.problems(toml).count == 1)
    }

    @Test("Origins are a list, as browsers write them")
    func goodOrigins() throws {
        let toml = #"middleware.web.cors = { enabled = true, origins = "https://A.example, http://[::1]:8080" }"#
        let loaded = try TestDirectory.load(toml)
        #expect(loaded.values.middleware.web.cors.list == ["https://a.example", "http://[::1]:8080"])
        #expect(loaded.unsupported().isEmpty)
    }

    @Test("Proxies are addresses")
    func proxies() throws {
        #expect(
            try TestDirectory.load("coordinator.proxies = ['10.0.0.7', '::1']").values.coordinator.proxies.count == 2)
        #expect(try TestDirectory.problems("coordinator.proxies = ['10.0.0.7', 'proxy.example']").count == 1)
    }

    @Test("The defaults ask for nothing that this version lacks")
    func defaultsAreSupported() throws {
        #expect(RunletConfiguration(processors: 2).unsupported().isEmpty)
    }

    @Test(
        "What this version would have to ignore is listed with its place",
        arguments: [
            ("runtime.type = 'docker'", #"runtime.type: "docker""#),
            ("runtime.type = 'podman'", #"runtime.type: "podman""#),
            ("runtime.type = 'shell'", #"runtime.type: "shell""#),
        ])
    func unsupported(toml: String, problem: String) throws {
        #expect(
            try TestDirectory.load(toml).unsupported().map(\.description) == [
                "config.toml:1: \(problem) is not supported by this version; remove it to start without it"
            ])
    }

    @Test("The servers that processes share are supported")
    func sharedDrivers() throws {
        let loaded = try TestDirectory.load("broker.type = 'rabbitmq'\ndatastore.type = 'postgres'")
        #expect(loaded.unsupported().isEmpty)
        for role in [NodeReport.Role.standalone, .coordinator, .worker] { #expect(loaded.unsuitable(for: role) == []) }
    }

    @Test("What processes of a role must share is named, with its place")
    func roles() throws {
        let alone = try TestDirectory.load("broker.type = 'inmemory'")
        let broker = #"needs "rabbitmq", by which it and the others get at each other; it is "inmemory""#
        #expect(alone.unsuitable(for: .standalone).isEmpty)
        #expect(
            alone.unsuitable(for: .worker).map(\.description) == ["config.toml:1: broker.type: a worker \(broker)"])
        #expect(
            alone.unsuitable(for: .coordinator).map(\.description) == [
                "config.toml:1: broker.type: a coordinator \(broker)",
                #"datastore.type: a coordinator needs "postgres", which coordinators share; it is "sqlite""#,
            ])
    }

    @Test("A worker needs no store")
    func workerWithoutStore() throws {
        #expect(try TestDirectory.load("broker.type = 'rabbitmq'").unsuitable(for: .worker).isEmpty)
    }

    @Test("The drivers' settings have defaults and bounds")
    func driverSettings() throws {
        let defaults = RunletConfiguration(processors: 2)
        #expect(!defaults.broker.rabbitMQ.quorum)
        #expect(defaults.broker.rabbitMQ.prefix == "runlet.")
        #expect(defaults.datastore.postgres.connections == 16)
        let loaded = try TestDirectory.load(
            "broker.rabbitmq = { quorum = true, prefix = 'b-2_x.' }\ndatastore.postgres.connections = 1000")
        #expect(loaded.values.broker.rabbitMQ.quorum)
        #expect(loaded.values.broker.rabbitMQ.prefix == "b-2_x.")
        #expect(loaded.values.datastore.postgres.connections == 1000)
        for connections in [0, 1001] {
            #expect(
                try TestDirectory.problems("datastore.postgres.connections = \(connections)") == [
                    "config.toml:1: datastore.postgres.connections: must be from 1 to 1000, got \(connections)"
                ])
        }
    }

    @Test("A prefix that would not do for names is an error", arguments: ["", "a b", "ä", "a/b", long])
    func prefix(text: String) throws {
        let problems = try TestDirectory.problems("broker.rabbitmq.prefix = '\(text)'")
        #expect(problems.count == 1)
        let expected = "broker.rabbitmq.prefix: expected 1 to 100 letters, digits, dots, hyphens and underscores, got"
        #expect(problems.first?.contains(expected) == true, "\(problems)")
    }

    private static let long = String(repeating: "x", count: 101)
}
