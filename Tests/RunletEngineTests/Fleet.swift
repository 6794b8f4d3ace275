import Logging
import RunletCore
import RunletEngine
import RunletSQLite
import Synchronization

/// Several coordinators and a worker over one store and one broker, in one process and at twenty times the speed.
final class Fleet: Sendable {
    let datastore: any Datastore
    let broker = SharedBroker()
    let runtime: FakeRuntime
    private let running = Mutex<[String: Task<Void, any Error>]>([:])

    init(path: String, runtime: FakeRuntime) throws {
        datastore = try SQLiteDatastore(path: path)
        self.runtime = runtime
    }

    /// Starts a coordinator.
    ///
    /// - Parameter store: what it uses instead of the store itself.
    func coordinator(_ name: String, store: (any Datastore)? = nil) async throws -> Coordinator {
        let options = Coordinator.Options(
            patience: .milliseconds(500), sleep: { try await Task.sleep(for: $0 / 20) })
        let coordinator = Coordinator(
            name: name, broker: broker, datastore: store ?? datastore, options: options, logger: Engine.logger)
        running.withLock { $0[name] = Task { try await coordinator.run() } }
        return coordinator
    }

    func startWorker(_ name: String = "worker", concurrency: Int = 1) {
        let worker = Worker(
            name: name, queues: ["default": concurrency], broker: broker, runtime: runtime, logger: Engine.logger)
        running.withLock { $0[name] = Task { try await worker.run() } }
    }

    func stop(_ name: String) async {
        let task = running.withLock { $0.removeValue(forKey: name) }
        task?.cancel()
        _ = await task?.result
    }

    func stop() async {
        for name in running.withLock({ Array($0.keys) }) { await stop(name) }
    }
}

/// Calls the body with a fleet of its own.
func withFleet<Value: Sendable>(
    _ runtime: FakeRuntime = FakeRuntime(), _ body: (Fleet) async throws -> Value
) async throws -> Value {
    try await withTemporaryDirectory { directory in
        let fleet = try Fleet(path: directory + "/runlet.db", runtime: runtime)
        let result: Result<Value, any Error>
        do { result = .success(try await body(fleet)) } catch { result = .failure(error) }
        await fleet.stop()
        return try result.get()
    }
}
