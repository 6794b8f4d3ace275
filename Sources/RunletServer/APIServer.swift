public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import RunletCore
public import RunletEngine
public import ServiceLifecycle

/// The HTTP API over a coordinator.
public struct APIServer: Service {
    private let application: Application<RouterResponder<APIContext>>
    private let address: String

    /// - Parameters:
    ///   - snippetStore: keeps what is shared.
    ///   - health: is asked by `/health`, and at most once a second before a program is accepted.
    ///   - nodes: what is known of the processes that work together, this one included.
    ///   - meters: what `/metrics` tells of the store and the broker, by their names.
    ///   - playground: the pages; nil where there are none.
    ///   - extraRoutes: a developer's own endpoints; they replace built-in ones of the same method and path.
    ///   - middleware: runs inside our own, so that its errors become answers too.
    ///   - onListening: is called with the port once connections are accepted.
    public init(
        options: ServerOptions, coordinator: Coordinator, broker: any Broker, datastore: any Datastore,
        snippets: any SnippetService, snippetStore: any SnippetStore,
        health: @escaping @Sendable () async -> HealthReport, nodes: @escaping @Sendable () async -> [NodeReport],
        meters: [String: OperationTimes] = [:],
        playground: PlaygroundFiles? = nil, extraRoutes: [Endpoint] = [],
        middleware: [any MiddlewareProtocol<Request, Response, APIContext>] = [],
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }, logger: Logger
    ) {
        let services = APIServices(
            options: options, coordinator: coordinator, broker: broker, datastore: datastore, snippets: snippets,
            snippetStore: snippetStore, health: HealthMonitor(check: health), nodes: nodes,
            meters: meters, limiter: options.rateLimit.map(RateLimiter.init),
            clients: ClientAddresses(proxies: options.proxies))
        let builtIn = Self.endpoints(services, playground)
        var table = EndpointTable(builtIn + extraRoutes)
        if options.endpoints.openapi {
            // The document describes what is there in the end, itself and the developer's routes included.
            let path = OpenAPIController.endpoint(document: "")
            let document = OpenAPIDocument.text(
                endpoints: EndpointTable([path] + table.endpoints).endpoints, version: options.version)
            table = EndpointTable([OpenAPIController.endpoint(document: document)] + table.endpoints)
        }
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        // The first is around all others.
        if options.logsRequests { router.add(middleware: LoggingMiddleware(logger: logger)) }
        router.add(middleware: CountingMiddleware(counts: services.requests))
        if options.origins != .none { router.add(middleware: CORSMiddleware(origins: options.origins)) }
        router.add(
            middleware: APIMiddleware(
                table: table, bodyLimit: options.bodyLimit, restTimeout: .seconds(Int64(options.bodyTimeout))))
        router.add(middleware: AccessMiddleware(services, table))
        for middleware in middleware { router.add(middleware: middleware) }
        for endpoint in table.endpoints {
            router.on(RouterPath(endpoint.path), method: endpoint.method, use: endpoint.handler)
        }
        address = "\(options.host):\(options.port)"
        application = Application(
            responder: router.buildResponder(),
            server: .runlet(
                options,
                webSockets: options.endpoints.execute ? WebSocketService(services: services, logger: logger) : nil),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), serverName: nil, backlog: options.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(options.maxConnections, logger: logger)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? options.port) },
            logger: logger)
    }

    /// Serves until graceful shutdown; then takes no new connections and finishes the requests that are in progress.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError {
            if let problem = ListenError(error, address: address) { throw problem }
            throw error
        }
    }

    private static func endpoints(_ services: APIServices, _ playground: PlaygroundFiles?) -> [Endpoint] {
        let toggles = services.options.endpoints
        let pages = toggles.playground ? playground : nil
        var endpoints = RootController(services: services, page: pages?["index.html"]).endpoints
        if let pages { endpoints += PlaygroundController(services: services, files: pages).endpoints }
        if toggles.execute { endpoints += ExecuteController(services: services).endpoints }
        if toggles.execute { endpoints += FormatController(services: services).endpoints }
        if toggles.snippets { endpoints += SnippetsController(services: services).endpoints }
        if toggles.languages { endpoints += LanguagesController(services: services).endpoints }
        if toggles.health { endpoints += HealthController(services: services).endpoints }
        if toggles.jobs { endpoints += JobsController(services: services).endpoints }
        if toggles.tasks { endpoints += TasksController(services: services).endpoints }
        if toggles.queues { endpoints += QueuesController(services: services).endpoints }
        if toggles.nodes { endpoints += NodesController(services: services).endpoints }
        if toggles.stats { endpoints += StatsController(services: services).endpoints }
        if toggles.metrics { endpoints += MetricsController(services: services).endpoints }
        return endpoints
    }
}
