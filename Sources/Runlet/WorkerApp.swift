public import Logging
public import RunletConfig
import RunletCore
import RunletEngine
import RunletLanguages
public import RunletSandbox
import ServiceLifecycle

/// A process that runs tasks for coordinators elsewhere: a sandbox and a connection to the broker, no store and no API.
public final class WorkerApp: Sendable {
    public let configuration: RunletConfiguration
    /// What it is called in results and lists.
    public let name: String
    public let languages: LanguageService
    private let logger: Logger
    private let identity: ProcessIdentity
    private let broker: MeteredBroker
    private let node: WorkerNode

    /// Makes every part, and fails where one cannot be had. A broker that cannot be reached is waited for.
    ///
    /// - Throws: ``StartupError`` with everything that has to be mended; the sandbox's or the broker's own error.
    public init(
        _ loaded: LoadedConfiguration, customization: Customization = Customization(),
        logger: Logger = Logger(label: "runlet")
    ) async throws {
        try StartupError.check(loaded, for: .worker)
        configuration = loaded.values
        self.logger = logger
        let identity = ProcessIdentity(role: .worker, isAlone: false)
        self.identity = identity
        name = identity.node
        let catalog = try LanguageService.loadCatalog(configuration)
        broker = try await BrokerSetup.connect(configuration, customization, logger: logger)
        do {
            node = try await WorkerNode(
                configuration, customization, catalog: catalog, node: identity.node, broker: broker, logger: logger)
        } catch {
            await broker.shutdown()
            throw error
        }
        languages = LanguageService(catalog: catalog, configuration: configuration, toolchains: node.toolchains)
    }

    /// The layers of the isolation as they were last seen from inside a sandbox.
    public var isolationLayers: [IsolationLayer] { node.isolation.layers }

    /// Runs tasks until SIGTERM or SIGINT; then it takes no more, and those that run may end within the grace time.
    public func run() async throws {
        let reporter = NodeReporter(broker: broker, logger: logger) { [identity, node] in
            var report = identity.report()
            node.describe(in: &report)
            return report
        }
        do {
            try await ServiceGroup.run(
                node.services + [reporter], graceTimeout: configuration.coordinator.graceTimeout, logger: logger)
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Gives back what ``init(_:logger:)`` took, where ``run()`` is not called.
    public func close() async {
        await broker.shutdown()
        await node.close()
    }
}
