extension KnownKeys {
    static let coordinator: [KeyDefinition] = [
        KeyDefinition(
            "coordinator.address", \.coordinator.address, .address,
            "Where the HTTP API listens. Port 0 lets the system choose one."),
        KeyDefinition(
            "coordinator.hosts", \.coordinator.hosts, .strings,
            "Names under which clients may ask for it, beside addresses and names without a dot, as behind a proxy. Where nobody "
                + "needs a key and it listens on the loopback, or any name is given, others are refused."),
        KeyDefinition(
            "coordinator.proxies", \.coordinator.proxies, .strings,
            "Addresses of proxies in front of it: their `X-Forwarded-For` tells who the client is."),
        KeyDefinition(
            "coordinator.maxpending", \.coordinator.maxPending, .integer(Bounds.pending),
            "Jobs accepted and not ended before new ones are refused with 429."),
        KeyDefinition(
            "coordinator.gracetimeout", \.coordinator.graceTimeout, .duration(Bounds.grace),
            "How long a graceful shutdown waits for what is running."),
        KeyDefinition(
            "coordinator.operator.key", \.coordinator.operators.key, .secret,
            "What lists of jobs, nodes, queues and numbers then need as `Authorization: Bearer`; empty for nothing."),
        endpoint("health", \.coordinator.api.endpoints.health, "`/health`"),
        endpoint("jobs", \.coordinator.api.endpoints.jobs, "`/jobs`"),
        endpoint("tasks", \.coordinator.api.endpoints.tasks, "`/tasks`"),
        endpoint("nodes", \.coordinator.api.endpoints.nodes, "`/nodes`"),
        endpoint("queues", \.coordinator.api.endpoints.queues, "`/queues`"),
        endpoint("stats", \.coordinator.api.endpoints.stats, "`/stats`"),
        endpoint("metrics", \.coordinator.api.endpoints.metrics, "`/metrics`"),
        endpoint("users", \.coordinator.api.endpoints.users, "`/users`"),
        endpoint("execute", \.coordinator.api.endpoints.execute, "`/execute`"),
        endpoint("languages", \.coordinator.api.endpoints.languages, "`/languages`"),
        endpoint("snippets", \.coordinator.api.endpoints.snippets, "`/snippets`"),
        endpoint("openapi", \.coordinator.api.endpoints.openapi, "the OpenAPI document"),
        endpoint("playground", \.coordinator.api.endpoints.playground, "the playground"),
    ]

    static let storage: [KeyDefinition] = [
        KeyDefinition("broker.type", \.broker.type, .choice(), "What carries tasks to workers."),
        KeyDefinition(
            "broker.rabbitmq.url", \.broker.rabbitMQ.url, .secret, "The RabbitMQ server, with user and password."),
        KeyDefinition(
            "broker.rabbitmq.quorum", \.broker.rabbitMQ.quorum, .boolean,
            "Whether several of RabbitMQ's nodes keep each queue. Queues that exist stay what they are: change the "
                + "prefix too."),
        KeyDefinition(
            "broker.rabbitmq.prefix", \.broker.rabbitMQ.prefix, .prefix,
            "What the names of queues and exchanges begin with. Who has another one has another Runlet."),
        KeyDefinition("datastore.type", \.datastore.type, .choice(), "What keeps jobs and their results."),
        KeyDefinition(
            "datastore.retention", \.datastore.retention, .duration(Bounds.retention), "How long ended jobs are kept."),
        KeyDefinition(
            "datastore.maxsize", \.datastore.maxSize, .size(Bounds.storage),
            "How much jobs may take on the disk before those that ended first are removed."),
        KeyDefinition(
            "datastore.snippetsize", \.datastore.snippetSize, .size(Bounds.snippets),
            "How much shared snippets may take before those read longest ago are removed."),
        KeyDefinition(
            "datastore.sqlite.path", \.datastore.sqlite.path, .nonEmptyString,
            "The database file, relative to the working directory."),
        KeyDefinition(
            "datastore.postgres.dsn", \.datastore.postgres.dsn, .secret,
            "The PostgreSQL server, as a URL or as keyword=value pairs."),
        KeyDefinition(
            "datastore.postgres.connections", \.datastore.postgres.connections, .integer(Bounds.connections),
            "The most connections of one process."),
    ]

    static let web: [KeyDefinition] = [
        KeyDefinition(
            "middleware.web.bodylimit", \.middleware.web.bodyLimit, .size(Bounds.body),
            "The largest request body; a larger one is refused with 413."),
        KeyDefinition(
            "middleware.web.cors.enabled", \.middleware.web.cors.enabled, .boolean,
            "Whether pages of other origins may call the API."),
        KeyDefinition(
            "middleware.web.cors.origins", \.middleware.web.cors.origins, .nonEmptyString,
            "The origins that may: `*`, or a list separated by commas."),
        KeyDefinition(
            "middleware.web.basicauth.enabled", \.middleware.web.basicAuth.enabled, .boolean,
            "Whether requests need a user name and a password."),
        KeyDefinition(
            "middleware.web.basicauth.username", \.middleware.web.basicAuth.username, .string, "The user name."),
        KeyDefinition(
            "middleware.web.basicauth.password", \.middleware.web.basicAuth.password, .secret, "The password."),
        KeyDefinition(
            "middleware.web.keyauth.enabled", \.middleware.web.keyAuth.enabled, .boolean,
            "Whether requests need a key."),
        KeyDefinition("middleware.web.keyauth.key", \.middleware.web.keyAuth.key, .secret, "The key."),
        KeyDefinition(
            "middleware.web.ratelimit.enabled", \.middleware.web.rateLimit.enabled, .boolean,
            "Whether a client's rate of requests is limited."),
        KeyDefinition(
            "middleware.web.ratelimit.rps", \.middleware.web.rateLimit.rps, .integer(Bounds.rate),
            "Requests per second and client; as many may come at once. Files of the pages do not count."),
        KeyDefinition(
            "middleware.web.logger.enabled", \.middleware.web.logger.enabled, .boolean,
            "Whether each request is logged: method, path, status, time and bytes; neither queries nor headers."),
        KeyDefinition("logging.level", \.logging.level, .choice(), "The least severe level that is written."),
        KeyDefinition("logging.format", \.logging.format, .choice(), "Lines for people, or JSON for machines."),
    ]

    private static func endpoint(
        _ name: String, _ property: any WritableKeyPath<RunletConfiguration, Bool> & Sendable, _ what: String
    ) -> KeyDefinition {
        KeyDefinition("coordinator.api.endpoints.\(name)", property, .boolean, "Whether \(what) is served.")
    }
}
