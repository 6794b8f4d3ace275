import Glibc
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
    /// - Parameter runs: how many programs this process runs at the same time.
    init(_ configuration: RunletConfiguration, node: String, runs: Int) {
        let address = configuration.coordinator.address
        self.init(
            host: address.host, port: address.port, endpoints: EndpointToggles(configuration.coordinator.api.endpoints),
            bodyLimit: configuration.middleware.web.bodyLimit, nodeName: node, version: RunletApp.version)
        let web = configuration.middleware.web
        if web.keyAuth.enabled { key = AccessKey(web.keyAuth.key.exposed) }
        operatorKey = AccessKey(configuration.coordinator.operators.key.exposed)
        if web.basicAuth.enabled {
            basic = AccessKey("\(web.basicAuth.username):\(web.basicAuth.password.exposed)")
        }
        if web.rateLimit.enabled { rateLimit = web.rateLimit.rps }
        logsRequests = web.logger.enabled
        proxies = configuration.coordinator.proxies
        if web.cors.enabled { origins = AllowedOrigins(web.cors.list) }
        hosts = configuration.coordinator.hosts
        caps = Limits(configuration.worker.limits, timeout: configuration.worker.limits.timeout)
        defaults = Limits(configuration.worker.defaults.run)
        snippetBytes = configuration.datastore.snippetSize
        // Connections must not take the descriptors that runs need: a few for each, and some for the rest of us.
        let stored = configuration.datastore.type == .postgres ? configuration.datastore.postgres.connections : 0
        maxConnections = max(16, min(maxConnections, Self.descriptors - 24 * runs - stored - 128))
    }

    /// How many this process may have: all that the administrator allows, since the usual limit is made for programs
    /// that wait with select.
    private static var descriptors: Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
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
        playground = endpoints.playground
    }
}
