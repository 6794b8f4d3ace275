import Foundation
import RunletConfig
import Testing

@Suite("Where values come from")
struct PrecedenceTests {
    @Test("Without a file and variables, the defaults hold")
    func defaults() throws {
        let loaded = try TestDirectory().load()
        #expect(loaded.values == RunletConfiguration(processors: 2))
        #expect(loaded.file == nil)
        #expect(loaded.entries.allSatisfy { $0.source == .default })
        #expect(loaded.line("worker.limits.memory") == #"worker.limits.memory = "2GiB"  # default"#)
        #expect(loaded.values.coordinator.address == ListenAddress(host: "127.0.0.1", port: 8000))
        #expect(loaded.values.worker.defaults.compile.timeout == .seconds(15))
        #expect(loaded.values.datastore.retention == .seconds(604_800))
    }

    @Test("The default queue has at least two places")
    func defaultQueue() {
        #expect(RunletConfiguration(processors: 1).worker.queues == ["default": 2])
        #expect(RunletConfiguration(processors: 16).worker.queues == ["default": 16])
    }

    @Test("The first file that exists is used: argument, variable, working directory, home, system")
    func searchOrder() throws {
        let directory = try TestDirectory()
        let level = { (name: String) in "logging.level = \"\(name)\"" }
        try directory.write(level("trace"), to: "etc/config.toml")
        #expect(try directory.load().values.logging.level == .trace)
        #expect(try directory.load().file == "\(directory.path)/etc/config.toml")
        try directory.write(level("debug"), to: "home/runlet/config.toml")
        #expect(try directory.load().values.logging.level == .debug)
        try directory.write(level("notice"))
        #expect(try directory.load().values.logging.level == .notice)
        #expect(try directory.load().file == "config.toml")
        try directory.write(level("warning"), to: "work/variable.toml")
        let environment = ["RUNLET_CONFIG": "variable.toml"]
        #expect(try directory.load(environment: environment).values.logging.level == .warning)
        try directory.write(level("error"), to: "work/argument.toml")
        let loaded = try directory.load(path: "\(directory.path)/work/argument.toml", environment: environment)
        #expect(loaded.values.logging.level == .error)
    }

    @Test("A file that was asked for must exist")
    func missingFile() throws {
        let directory = try TestDirectory()
        try directory.write("")
        #expect(directory.problems(path: "other.toml") == ["other.toml: no such file"])
        #expect(
            directory.problems(environment: ["RUNLET_CONFIG": "other.toml"])
                == ["other.toml: no such file, although RUNLET_CONFIG names it"])
    }

    @Test("The environment is laid over the file, the file over the defaults")
    func layers() throws {
        let loaded = try TestDirectory.load(
            """
            # A comment.
            [worker.limits]
            memory = "1GiB"
            cpus = 1.5
            """, environment: ["RUNLET_WORKER_LIMITS_MEMORY": "3GiB", "PATH": "/bin"])
        #expect(loaded.values.worker.limits.memory == 3 << 30)
        #expect(loaded.values.worker.limits.cpus == 1.5)
        #expect(loaded.values.worker.limits.processes == 512)
        #expect(
            loaded.line("worker.limits.memory")
                == #"worker.limits.memory = "3GiB"  # environment RUNLET_WORKER_LIMITS_MEMORY"#)
        #expect(loaded.line("worker.limits.cpus") == "worker.limits.cpus = 1.5  # file config.toml:4")
        #expect(loaded.line("worker.limits.processes") == "worker.limits.processes = 512  # default")
    }

    @Test(
        "Every way to write a nested key works",
        arguments: [
            "[coordinator.api]\nendpoints.jobs = false", "[coordinator.api.endpoints]\njobs = false",
            "coordinator.api.endpoints.jobs = false", "coordinator = { api = { endpoints.jobs = false } }",
            "[coordinator]\n\"api\".'endpoints' . jobs = false",
        ])
    func nestedKeys(toml: String) throws {
        let loaded = try TestDirectory.load(toml)
        #expect(!loaded.values.coordinator.api.endpoints.jobs)
        #expect(loaded.values.coordinator.api.endpoints.tasks)
        let line = toml.split(separator: "\n").count
        #expect(loaded.line("coordinator.api.endpoints.jobs")?.hasSuffix("# file config.toml:\(line)") == true)
    }

    @Test("Every value is read by its kind")
    func kinds() throws {
        let values = try TestDirectory.load(
            """
            coordinator.address = "[::1]:0"
            worker.limits.memory = 4294967296
            worker.limits.cpus = 3
            worker.limits.timeout = "1m30s"
            runtime.type = "podman"
            runtime.sandbox.mounts = ["/opt/tools", "/srv"]
            languages.disabled = []
            logging.format = "json"
            """
        ).values
        #expect(values.coordinator.address == ListenAddress(host: "::1", port: 0))
        #expect(values.worker.limits.memory == 4 << 30)
        #expect(values.worker.limits.cpus == 3)
        #expect(values.worker.limits.timeout == .seconds(90))
        #expect(values.runtime.type == .podman)
        #expect(values.runtime.sandbox.mounts == ["/opt/tools", "/srv"])
        #expect(values.languages.disabled.isEmpty)
        #expect(values.logging.format == .json)
    }
}
