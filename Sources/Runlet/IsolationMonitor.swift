import Logging
import RunletSandbox
import ServiceLifecycle
import Synchronization

/// Knows whether the isolation holds: looks from inside a sandbox at the start and every so often.
final class IsolationMonitor: Service, Sendable {
    private static let interval = Duration.seconds(15)
    /// How often the layers that were last seen count while no look comes to its end: a machine that is too busy for a
    /// look is slow, not open. Each run fails closed by itself in any case.
    private static let missedLooks = 3
    private let sandbox: Sandbox
    private let logger: Logger
    private let state: Mutex<[IsolationLayer]>

    /// - Throws: where the first look shows that a layer is missing. Then nothing must be started.
    init(sandbox: Sandbox, logger: Logger) async throws {
        self.sandbox = sandbox
        self.logger = logger
        let layers = await Self.look(sandbox) ?? [Self.unseen]
        let missing = layers.filter { $0.state == .missing }
        guard missing.isEmpty else {
            await sandbox.shutdown()
            throw StartupError(
                problems: missing.map { layer in
                    "isolation layer \(layer.name) is missing: \(layer.detail)" + (layer.remedy.map { "; \($0)" } ?? "")
                })
        }
        state = Mutex(layers)
    }

    var layers: [IsolationLayer] { state.withLock { $0 } }

    /// Why nothing must be run here; nil where it may be.
    var problem: String? {
        let missing = layers.filter { $0.state == .missing }.map(\.name)
        return missing.isEmpty ? nil : "missing layers of the isolation: \(missing.joined(separator: ", "))"
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            var missed = 0
            while true {
                try await Task.sleep(for: Self.interval)
                let seen = await Self.look(sandbox)
                missed = seen == nil ? missed + 1 : 0
                if seen == nil, missed < Self.missedLooks {
                    logger.warning("no look at the isolation came to its end")
                    continue
                }
                let layers = seen ?? [Self.unseen]
                let missing = layers.filter { $0.state == .missing }
                if !missing.isEmpty {
                    logger.error(
                        "isolation lost", metadata: ["layers": "\(missing.map(\.name).joined(separator: ", "))"])
                }
                state.withLock { $0 = layers }
            }
        }
    }

    private static let unseen = IsolationLayer("probe", .missing, "no look from inside came to its end")

    /// Nil where no look came to its end.
    private static func look(_ sandbox: Sandbox) async -> [IsolationLayer]? {
        do {
            do {
                return try await IsolationProbe.inspect(sandbox) + HostInspection.layers()
            } catch SandboxError.lost {
                // A launcher that died takes the look with it and is replaced; that says nothing of the layers.
                return try await IsolationProbe.inspect(sandbox) + HostInspection.layers()
            }
        } catch SandboxError.lost {
            return nil
        } catch {
            return [IsolationProbe.layer(for: error)]
        }
    }
}
