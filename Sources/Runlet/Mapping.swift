import RunletConfig
import RunletCore
import RunletServer

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(clamping: components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}

extension Limits {
    /// The configuration's default limits of a phase.
    init(_ limits: RunletConfiguration.PhaseLimits) {
        self.init(
            cpus: limits.cpus, memory: limits.memory, timeout: limits.timeout.milliseconds,
            processes: limits.processes, output: limits.output, disk: limits.disk)
    }

    /// The administrator's caps for a phase that may take that long.
    init(_ caps: RunletConfiguration.Caps, timeout: Duration) {
        self.init(
            cpus: caps.cpus, memory: caps.memory, timeout: timeout.milliseconds, processes: caps.processes,
            output: caps.output, disk: caps.disk)
    }
}

extension ServerOptions {
    init(_ configuration: RunletConfiguration, node: String) {
        let address = configuration.coordinator.address
        self.init(
            host: address.host, port: address.port, endpoints: EndpointToggles(configuration.coordinator.api.endpoints),
            bodyLimit: configuration.middleware.web.bodyLimit, nodeName: node, version: RunletApp.version)
    }
}

extension EndpointToggles {
    init(_ endpoints: RunletConfiguration.Endpoints) {
        self.init()
        health = endpoints.health
        jobs = endpoints.jobs
        tasks = endpoints.tasks
        nodes = endpoints.nodes
        queues = endpoints.queues
        stats = endpoints.stats
        metrics = endpoints.metrics
        users = endpoints.users
        execute = endpoints.execute
        languages = endpoints.languages
        snippets = endpoints.snippets
        openapi = endpoints.openapi
    }
}
