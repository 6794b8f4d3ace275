public import Logging
public import RunletCore
public import ServiceLifecycle
import Synchronization

/// The processes that were heard of a moment ago.
public final class NodeDirectory: Service, Sendable {
    /// How long a node that says nothing is still listed.
    public static let patience = Duration.seconds(10)
    /// How many nodes are listed at most; a fleet of that size needs another way of telling.
    private static let mostNodes = 10_000

    private struct Entry {
        var report: NodeReport
        var heardAt: ContinuousClock.Instant
    }

    private let broker: any Broker
    private let hooks: EngineHooks
    private let logger: Logger
    private let entries = Mutex<[String: Entry]>([:])

    public init(broker: any Broker, hooks: EngineHooks = EngineHooks(), logger: Logger) {
        self.broker = broker
        self.hooks = hooks
        self.logger = logger
    }

    /// The nodes, by name.
    public var nodes: [NodeReport] {
        let oldest = ContinuousClock.now - Self.patience
        return entries.withLock { entries in
            entries.values.filter { $0.heardAt > oldest }.map(\.report).sorted { $0.name < $1.name }
        }
    }

    public func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            for await report in try await broker.reports() { note(report) }
        }
    }

    private func note(_ report: NodeReport) {
        guard report.isPlausible else { return }
        for hook in hooks.nodeReported { hook(report) }
        let isNew = entries.withLock { entries in
            let now = ContinuousClock.now
            if entries[report.name] == nil {
                // Whoever was silent for long makes room.
                entries = entries.filter { now - $0.value.heardAt < Self.patience * 6 }
                guard entries.count < Self.mostNodes else { return false }
            }
            return entries.updateValue(Entry(report: report, heardAt: now), forKey: report.name) == nil
        }
        if isNew {
            logger.info("node heard of", metadata: ["node": "\(report.name)", "role": "\(report.role.rawValue)"])
        }
    }
}
