public import Hummingbird
public import Logging
public import RunletConfig
public import RunletCore
public import RunletEngine
public import RunletServer

/// What a developer brings of their own, in place of ours or around it.
public struct Customization: Sendable {
    /// What is to be done when something happens to jobs, tasks and nodes, and with their output.
    public var hooks = EngineHooks()
    /// Around every endpoint of the API, and inside our own middleware: its errors become answers too.
    public var middleware: [any MiddlewareProtocol<Request, Response, APIContext>] = []
    /// Makes the broker, in place of the one that the configuration names.
    public var broker: (@Sendable (RunletConfiguration, Logger) async throws -> any Broker)?
    /// Makes the store, in place of the one that the configuration names. The second value says whether other processes
    /// may keep their jobs there too.
    public var datastore:
        (@Sendable (RunletConfiguration, Logger) async throws -> (any Datastore & SnippetStore, isShared: Bool))?
    /// Makes the runtime; gets the sandbox's, to use it or not. Whoever leaves it out answers for the isolation.
    public var runtime: (@Sendable (any TaskRuntime) -> any TaskRuntime)?
    /// Finds the absolute paths that every run sees read-only, beside those of the configuration. Called once, at the
    /// start.
    public var mounts: (@Sendable () async throws -> [String])?

    public init() {}
}
