@_exported public import HTTPTypes
@_exported public import Hummingbird
public import Logging
@_exported public import RunletConfig
@_exported public import RunletCore
@_exported public import RunletEngine
import RunletLanguages
public import RunletSandbox
@_exported public import RunletServer
import ServiceLifecycle
import Synchronization

/// A Runlet that clients can talk to: the API and the coordinator, and where nobody else is to do it, the worker too.
///
/// ```swift
/// let app = try await RunletApp(ConfigurationLoader.load())
/// app.registerEndpoint(.get, "/hello") { _, _ in Response(status: .ok) }
/// try await app.run()
/// ```
public final class RunletApp: Sendable {
    /// What a process does beside answering clients.
    public enum Mode: Hashable, Sendable {
        /// It runs tasks itself.
        case standalone
        /// It leaves that to workers elsewhere: see ``WorkerApp``. It needs no sandbox and no tool chains.
        case coordinator

        fileprivate var role: NodeReport.Role {
            switch self {
            case .standalone: .standalone
            case .coordinator: .coordinator
            }
        }
    }

    /// This version of Runlet.
    public static let version = "0.1.0"
    /// How long another coordinator may be silent before its jobs are taken over.
    private static let patience = Duration.seconds(10)

    public let configuration: RunletConfiguration
    public let languages: LanguageService
    public let logger: Logger
    /// What this process is called in results and lists.
    public let name: String
    private let identity: ProcessIdentity
    private let broker: MeteredBroker
    private let stores: Stores
    private let coordinator: Coordinator
    private let directory: NodeDirectory
    /// Nil on a coordinator.
    private let worker: WorkerNode?
    private let playground: PlaygroundFiles?
    private let customization: Customization
    private let endpoints = Mutex<[Endpoint]>([])

    /// Makes every part, and fails where one cannot be had: nothing is started halfway, nothing runs unprotected.
    /// Servers that cannot be reached are waited for.
    ///
    /// - Throws: ``StartupError`` with everything that has to be mended; the sandbox's, the broker's or the store's own
    ///   error.
    public init(
        _ loaded: LoadedConfiguration, mode: Mode = .standalone, customization: Customization = Customization(),
        logger: Logger = Logger(label: "runlet")
    ) async throws {
        try StartupError.check(loaded, for: mode.role)
        let configuration = loaded.values
        self.configuration = configuration
        self.logger = logger
        self.customization = customization
        let catalog = try LanguageService.loadCatalog(configuration)
        playground = try PlaygroundSetup.load(configuration, logger: logger)
        stores = try await StoreSetup.open(configuration, customization, logger: logger)
        do {
            broker = try await BrokerSetup.connect(configuration, customization, logger: logger)
        } catch {
            await stores.close()
            throw error
        }
        let identity = ProcessIdentity(role: mode.role, isAlone: !broker.isShared)
        self.identity = identity
        name = identity.node
        directory = NodeDirectory(broker: broker, hooks: customization.hooks, logger: logger)
        do {
            switch mode {
            case .standalone:
                let node = try await WorkerNode(
                    configuration, customization, catalog: catalog, node: identity.node, broker: broker,
                    logger: logger)
                worker = node
                languages = LanguageService(
                    catalog: catalog, configuration: configuration, toolchains: node.toolchains)
            case .coordinator:
                worker = nil
                languages = LanguageService(
                    catalog: catalog, configuration: configuration, toolchains: RemoteToolchains(directory))
            }
        } catch {
            await broker.shutdown()
            await stores.close()
            throw error
        }
        var options = Coordinator.Options(
            maxPending: configuration.coordinator.maxPending,
            retentionMilliseconds: configuration.datastore.retention.milliseconds,
            maxStoredBytes: configuration.datastore.maxSize,
            // A file belongs to one process: whoever wrote it before is gone.
            patience: stores.isShared ? Self.patience : .zero)
        options.hooks = customization.hooks
        coordinator = Coordinator(
            name: identity.name, broker: broker, datastore: stores.jobs, options: options, logger: logger)
    }

    /// Adds an endpoint, or replaces the one of the same method and path. Before ``run(onListening:)``.
    public func registerEndpoint(
        _ method: HTTPRequest.Method, _ path: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Response
    ) {
        endpoints.withLock { $0.append(Endpoint(method, path, handler: handler)) }
    }

    /// Hands a job to the engine. The listener is called once, when the job has ended.
    ///
    /// - Throws: where the engine is full or is shutting down; the server turns that into a 429 or 503.
    @discardableResult
    public func submitJob(_ job: Job, listener: (@Sendable (Job) -> Void)? = nil) async throws -> Job {
        try await coordinator.submit(job, durability: .process, listener: listener)
    }

    /// Stops a job. Nil where there is none of that id.
    @discardableResult
    public func cancelJob(_ id: JobID) async throws -> Job? {
        try await coordinator.cancel(id)
    }

    /// The layers of the isolation as they were last seen from inside a sandbox; none on a coordinator.
    public var isolationLayers: [IsolationLayer] { worker?.isolation.layers ?? [] }

    /// Serves until SIGTERM or SIGINT; then no more work is taken, and what runs may end within the grace time.
    ///
    /// - Parameter onListening: is called with the port once requests are accepted.
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let monitor = broker.isShared ? BrokerMonitor(broker: broker) : nil
        let health = HealthCheck(
            datastore: stores.jobs, broker: monitor, isolation: worker?.isolation, directory: directory)
        let server = APIServer(
            options: ServerOptions(configuration, node: name, runs: worker?.slots ?? 0), coordinator: coordinator,
            broker: broker, datastore: stores.jobs, snippets: languages, snippetStore: stores.snippets,
            health: { await health.report() }, nodes: { [self] in nodes },
            meters: ["datastore": stores.jobs.times, "broker": broker.times],
            playground: playground, extraRoutes: endpoints.withLock { $0 }, middleware: customization.middleware,
            onListening: onListening, logger: logger)
        let reporter = NodeReporter(broker: broker, logger: logger) { [self] in report }
        var services: [any Service] = [coordinator, directory]
        services += worker?.services ?? []
        if let monitor { services.append(monitor) }
        // Last in, first out: new work is refused first, and requests end before what answers them does.
        services += [reporter, server, DrainService(coordinator: coordinator)]
        do {
            try await ServiceGroup.run(services, graceTimeout: configuration.coordinator.graceTimeout, logger: logger)
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// What this process tells of itself.
    private var report: NodeReport {
        var report = identity.report()
        worker?.describe(in: &report)
        return report
    }

    /// All that work together; of this process, what holds now.
    private var nodes: [NodeReport] {
        let own = report
        return (directory.nodes.filter { $0.name != own.name } + [own]).sorted { $0.name < $1.name }
    }

    /// Gives back what ``init(_:mode:logger:)`` took, where ``run(onListening:)`` is not called.
    public func close() async {
        await broker.shutdown()
        await worker?.close()
        await stores.close()
    }
}
