@_exported public import HTTPTypes
@_exported public import Hummingbird
public import Logging
@_exported public import RunletConfig
@_exported public import RunletCore
import RunletEngine
import RunletLanguages
import RunletSQLite
public import RunletSandbox
import RunletSandboxRuntime
@_exported public import RunletServer
import ServiceLifecycle
import Synchronization
import UnixSignals

/// A whole Runlet in one process: API, coordinator, queue, worker and sandbox.
///
/// ```swift
/// let app = try await RunletApp(ConfigurationLoader.load())
/// app.registerEndpoint(.get, "/hello") { _, _ in Response(status: .ok) }
/// try await app.run()
/// ```
public final class RunletApp: Sendable {
    /// This version of Runlet.
    public static let version = "0.1.0"

    public let configuration: RunletConfiguration
    public let languages: LanguageService
    public let logger: Logger
    private let node: String
    private let sandbox: Sandbox
    private let isolation: IsolationMonitor
    private let broker: MeteredBroker
    private let datastore: MeteredDatastore
    private let snippetStore: any SnippetStore
    private let coordinator: Coordinator
    private let playground: PlaygroundFiles?
    private let endpoints = Mutex<[Endpoint]>([])

    /// Makes every part, and fails where one cannot be had: nothing is started halfway, nothing runs unprotected.
    ///
    /// - Throws: ``StartupError`` with everything that has to be mended; the sandbox's or the store's own error.
    public init(_ loaded: LoadedConfiguration, logger: Logger = Logger(label: "runlet")) async throws {
        let problems = loaded.unsupported().map { "\($0)" } + MachineLimits.problems(loaded.values)
        guard problems.isEmpty else { throw StartupError(problems: problems) }
        let configuration = loaded.values
        self.configuration = configuration
        self.logger = logger
        node = NodeName.current
        let catalog = try LanguageService.loadCatalog(configuration)
        playground = try PlaygroundSetup.load(configuration, logger: logger)
        let store = try SQLiteDatastore(path: configuration.datastore.sqlite.path)
        (datastore, snippetStore) = (MeteredDatastore(store), store)
        sandbox = try await SandboxSetup.makeSandbox(configuration, catalog: catalog)
        languages = LanguageService(catalog: catalog, configuration: configuration, sandbox: sandbox)
        isolation = try await IsolationMonitor(sandbox: sandbox, logger: logger)
        broker = MeteredBroker(InMemoryBroker())
        coordinator = Coordinator(
            broker: broker, datastore: datastore,
            options: Coordinator.Options(
                maxPending: configuration.coordinator.maxPending,
                retentionMilliseconds: configuration.datastore.retention.milliseconds,
                maxStoredBytes: configuration.datastore.maxSize),
            logger: logger)
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

    /// The layers of the isolation as they were last seen from inside a sandbox.
    public var isolationLayers: [IsolationLayer] { isolation.layers }

    /// Serves until SIGTERM or SIGINT; then no more work is taken, and what runs may end within the grace time.
    ///
    /// - Parameter onListening: is called with the port once requests are accepted.
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let runtime = SandboxRuntime(sandbox: sandbox, node: node)
        let worker = Worker(
            name: node, queues: configuration.worker.queues, broker: broker, runtime: runtime, logger: logger)
        let server = APIServer(
            options: ServerOptions(configuration, node: node), coordinator: coordinator, broker: broker,
            datastore: datastore, snippets: languages, snippetStore: snippetStore,
            health: { [isolation, datastore] in await isolation.report(datastore: datastore) },
            meters: ["datastore": datastore.times, "broker": broker.times],
            playground: playground, extraRoutes: endpoints.withLock { $0 }, onListening: onListening, logger: logger)
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: coordinator), .init(service: worker), .init(service: isolation),
                .init(service: languages),
                // Last in, first out: new work is refused first, and requests end before what answers them does.
                .init(service: server), .init(service: DrainService(coordinator: coordinator)),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.coordinator.graceTimeout
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Gives back what ``init(_:logger:)`` took, where ``run(onListening:)`` is not called.
    public func close() async {
        await broker.shutdown()
        await sandbox.shutdown()
    }
}
