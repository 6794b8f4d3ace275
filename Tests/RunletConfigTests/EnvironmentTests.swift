import RunletConfig
import Testing

@Suite("The environment")
struct EnvironmentTests {
    @Test("Every known key can be set by its variable")
    func everyKey() throws {
        for key in RunletConfiguration.reference(processors: 2) {
            let text = key.defaultValue.hasPrefix("[") ? "" : key.defaultValue.trimmingQuotes
            let loaded = try TestDirectory().load(environment: [key.environment: text])
            #expect(loaded.values == RunletConfiguration(processors: 2))
            #expect(loaded.entries.first { $0.key == key.key }?.source == .environment(key.environment))
        }
    }

    @Test("Text is read by the kind of its key")
    func kinds() throws {
        let values = try TestDirectory().load(environment: [
            "RUNLET_COORDINATOR_ADDRESS": "0.0.0.0:9000", "RUNLET_COORDINATOR_API_ENDPOINTS_USERS": "false",
            "RUNLET_WORKER_LIMITS_CPUS": "1.5", "RUNLET_COORDINATOR_MAXPENDING": "7",
            "RUNLET_WORKER_DEFAULTS_RUN_TIMEOUT": "750ms", "RUNLET_MIDDLEWARE_WEB_BODYLIMIT": "65536",
            "RUNLET_LANGUAGES_DISABLED": "perl, ruby",
        ]).values
        #expect(values.coordinator.address == ListenAddress(host: "0.0.0.0", port: 9000))
        #expect(!values.coordinator.api.endpoints.users)
        #expect(values.worker.limits.cpus == 1.5)
        #expect(values.coordinator.maxPending == 7)
        #expect(values.worker.defaults.run.timeout == .milliseconds(750))
        #expect(values.middleware.web.bodyLimit == 65_536)
        #expect(values.languages.disabled == ["perl", "ruby"])
    }

    @Test("Queues are set by variables of their own, over those of the file")
    func freeTable() throws {
        let toml = "[worker.queues]\ndefault = 1\ngpu-large = 2\n"
        let loaded = try TestDirectory.load(
            toml,
            environment: [
                "RUNLET_WORKER_QUEUES_DEFAULT": "4", "RUNLET_WORKER_QUEUES_GPU_LARGE": "3",
                "RUNLET_WORKER_QUEUES_SLOW": "1",
            ])
        #expect(loaded.values.worker.queues == ["default": 4, "gpu-large": 3, "slow": 1])
        #expect(
            loaded.line("worker.queues.default")
                == "worker.queues.default = 4  # environment RUNLET_WORKER_QUEUES_DEFAULT")
        #expect(
            try TestDirectory.load(toml).line("worker.queues.gpu-large")
                == "worker.queues.gpu-large = 2  # file config.toml:3")
    }

    @Test("Naming any queue replaces the default one")
    func freeTableReplacesDefault() throws {
        #expect(try TestDirectory.load("worker.queues.gpu = 1").values.worker.queues == ["gpu": 1])
        let loaded = try TestDirectory().load(environment: ["RUNLET_WORKER_QUEUES_GPU": "1"])
        #expect(loaded.values.worker.queues == ["gpu": 1])
    }

    @Test(
        "An unknown variable is an error that names the nearest one",
        arguments: [
            (
                "RUNLET_COORDINATOR_ADRESS",
                "RUNLET_COORDINATOR_ADRESS: unknown environment variable; did you mean RUNLET_COORDINATOR_ADDRESS?"
            ),
            (
                "RUNLET_CONFG", "RUNLET_CONFG: unknown environment variable; did you mean RUNLET_CONFIG?"
            ),
            (
                "RUNLET_WORKER_QUEUES_",
                "RUNLET_WORKER_QUEUES_: unknown environment variable; "
                    + "did you mean RUNLET_WORKER_QUEUES?"
            ),
        ])
    func unknownVariable(name: String, problem: String) throws {
        #expect(try TestDirectory().problems(environment: [name: "1"]) == [problem])
    }

    @Test("Variables of others and of test suites are left alone")
    func ignoredVariables() throws {
        let environment = ["RUNLET_TEST_POSTGRES": "x", "RUNLETS": "x", "runlet_broker_type": "x", "RUNLET_CONFIG": ""]
        #expect(try TestDirectory().problems(environment: environment).isEmpty)
    }

    @Test(
        "A value that does not fit names the variable and the key",
        arguments: [
            (
                "RUNLET_WORKER_LIMITS_MEMORY", "lots",
                #"worker.limits.memory: expected a size such as "256MiB", got "lots""#
            ),
            ("RUNLET_WORKER_QUEUES_DEFAULT", "-1", #"worker.queues.default: must be from 1 to 1024, got "-1""#),
            ("RUNLET_WORKER_LIMITS_CPUS", "nan", #"worker.limits.cpus: must be from 0.01 to 1024, got "nan""#),
            (
                "RUNLET_COORDINATOR_API_ENDPOINTS_JOBS", "yes",
                #"coordinator.api.endpoints.jobs: expected true or false, got "yes""#
            ),
        ])
    func wrongValue(name: String, text: String, problem: String) throws {
        #expect(try TestDirectory().problems(environment: [name: text]) == ["\(name): \(problem)"])
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        hasPrefix("\"") ? String(dropFirst().dropLast()) : self
    }
}
