public import Logging
public import RunletCore
public import ServiceLifecycle

/// Takes tasks from queues, has the runtime execute them, and tells the coordinators how they went.
///
/// When the service group stops, it takes no more tasks and lets those it has come to their end; when its task is
/// cancelled, it gives them up and hands them back.
public final class Worker: Service, Sendable {
    let name: String
    let queues: [String: Int]
    let broker: any Broker
    let runtime: any TaskRuntime
    let isReady: @Sendable () -> Bool
    let hooks: EngineHooks
    let now: @Sendable () -> Timestamp
    let logger: Logger
    let running = RunningTasks()

    /// - Parameters:
    ///   - name: what the node is called in results and events.
    ///   - queues: how many tasks of each queue run at the same time.
    ///   - isReady: whether a task may be begun now. Asked before one is taken.
    ///   - now: the wall clock, for records.
    public init(
        name: String, queues: [String: Int], broker: any Broker, runtime: any TaskRuntime,
        isReady: @escaping @Sendable () -> Bool = { true }, hooks: EngineHooks = EngineHooks(),
        now: @escaping @Sendable () -> Timestamp = { .now() }, logger: Logger
    ) {
        self.name = name
        self.queues = queues
        self.broker = broker
        self.runtime = runtime
        self.isReady = isReady
        self.hooks = hooks
        self.now = now
        self.logger = logger
    }

    /// How many tasks are under way.
    public var runningCount: Int { running.count }

    public func run() async throws {
        let commands = try await broker.commands()
        await withTaskGroup { group in
            group.addTask {
                for await command in commands {
                    switch command {
                    case .cancel(let id, let attempt): self.running.cancel(id, throughAttempt: attempt)
                    case .input(let id, let attempt, let input): self.running.send(input, to: id, attempt: attempt)
                    }
                }
            }
            await withDiscardingTaskGroup { loops in
                for (queue, concurrency) in self.queues where concurrency > 0 {
                    for _ in 0..<concurrency {
                        loops.addTask { await self.serve(queue) }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Executes one task after the other until the worker stops or the broker is shut down.
    private func serve(_ queue: String) async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                guard isReady() else {
                    try await Task.sleep(for: .seconds(1))
                    continue
                }
                guard let delivery = try await receive(from: queue) else { return }
                await execute(delivery)
            } catch is CancellationError {
                return
            } catch {
                logger.warning("no task received", metadata: ["queue": "\(queue)", "error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Waits for a task, but not longer than the worker takes any.
    private func receive(from queue: String) async throws -> TaskDelivery? {
        // A task of its own, so that a stop ends the waiting and nothing else, and a delivery that comes at that very
        // moment is not lost.
        let receiving = Task { try await self.broker.receive(from: queue) }
        return try await withTaskCancellationOrGracefulShutdownHandler {
            try await receiving.value
        } onCancelOrGracefulShutdown: {
            receiving.cancel()
        }
    }
}
