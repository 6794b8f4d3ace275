import Logging
import RunletCore
import RunletEngine
import RunletSQLite

/// A coordinator and a worker over a real database file and the in-memory broker.
struct Engine {
    let coordinator: Coordinator
    let worker: Worker
    let broker: InMemoryBroker
    let datastore: any Datastore
    let runtime: FakeRuntime

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(
        path: String, runtime: FakeRuntime, concurrency: Int = 2, options: Coordinator.Options = .init(),
        hooks: EngineHooks = EngineHooks(), wrapping wrap: (any Datastore) -> any Datastore = { $0 }
    ) throws {
        self.runtime = runtime
        broker = InMemoryBroker()
        datastore = wrap(try SQLiteDatastore(path: path))
        coordinator = Coordinator(
            name: "\(Identifier.random())", broker: broker, datastore: datastore, options: options, logger: Self.logger)
        worker = Worker(
            name: "node", queues: ["default": concurrency], broker: broker, runtime: runtime, hooks: hooks,
            logger: Self.logger)
    }

    /// Runs the services while the body does, then cancels them.
    func run<Value: Sendable>(_ body: (Engine) async throws -> Value) async throws -> Value {
        let services = [
            Task { try await coordinator.run() },
            Task { try await worker.run() },
        ]
        defer { for service in services { service.cancel() } }
        let result: Result<Value, any Error>
        do { result = .success(try await body(self)) } catch { result = .failure(error) }
        for service in services { service.cancel() }
        for service in services { try? await service.value }
        return try result.get()
    }
}

/// Calls the body with a running engine of its own.
func withEngine<Value: Sendable>(
    _ runtime: FakeRuntime = FakeRuntime(), concurrency: Int = 2, options: Coordinator.Options = .init(),
    hooks: EngineHooks = EngineHooks(), wrapping wrap: (any Datastore) -> any Datastore = { $0 },
    _ body: (Engine) async throws -> Value
) async throws -> Value {
    try await withTemporaryDirectory { directory in
        let engine = try Engine(
            path: directory + "/runlet.db", runtime: runtime, concurrency: concurrency, options: options,
            hooks: hooks, wrapping: wrap)
        return try await engine.run(body)
    }
}
