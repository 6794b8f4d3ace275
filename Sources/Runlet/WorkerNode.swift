import Logging
import RunletConfig
import RunletCore
import RunletEngine
import RunletLanguages
import RunletSandbox
import RunletSandboxRuntime
import ServiceLifecycle

/// The part that runs tasks: a sandbox, what looks after its isolation, this machine's tool chains, and the worker.
struct WorkerNode: Sendable {
    let isolation: IsolationMonitor
    let toolchains: LocalToolchains
    private let sandbox: Sandbox
    private let worker: Worker
    private let queues: [String: Int]

    /// - Throws: ``StartupError`` or the sandbox's own error where the machine cannot run programs safely.
    init(
        _ configuration: RunletConfiguration, _ customization: Customization, catalog: LanguageCatalog, node: String,
        broker: any Broker, logger: Logger
    ) async throws {
        let mounts = try await customization.mounts?() ?? []
        sandbox = try await SandboxSetup.makeSandbox(configuration, catalog: catalog, mounts: mounts)
        let isolation = try await IsolationMonitor(sandbox: sandbox, logger: logger)
        self.isolation = isolation
        toolchains = LocalToolchains(catalog: catalog, sandbox: sandbox)
        queues = configuration.worker.queues
        let runtime = SandboxRuntime(sandbox: sandbox, node: node)
        worker = Worker(
            name: node, queues: queues, broker: broker, runtime: customization.runtime?(runtime) ?? runtime,
            isReady: { isolation.problem == nil }, hooks: customization.hooks, logger: logger)
    }

    /// How many tasks run here at the same time.
    var slots: Int { queues.values.reduce(0, +) }

    /// In the order in which to start them.
    var services: [any Service] { [worker, isolation, toolchains] }

    /// Adds what is to be said of it to what this process tells of itself.
    func describe(in report: inout NodeReport) {
        report.running = worker.runningCount
        report.queues = queues
        report.problem = isolation.problem
        toolchains.describe(in: &report)
    }

    func close() async {
        await sandbox.shutdown()
    }
}
