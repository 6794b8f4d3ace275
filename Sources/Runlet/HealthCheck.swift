import RunletCore
import RunletEngine
import RunletSandbox
import RunletServer

/// What `/health` says of this process.
struct HealthCheck: Sendable {
    let datastore: any Datastore
    /// Nil where the broker is in this process.
    let broker: BrokerMonitor?
    /// Nil where nothing runs in this process.
    let isolation: IsolationMonitor?
    let directory: NodeDirectory

    func report() async -> HealthReport {
        var components = [HealthReport.Component(name: "datastore", problem: await storeProblem)]
        if let broker { components.append(.init(name: "broker", problem: broker.problem)) }
        guard let isolation else {
            components.append(.init(name: "workers", problem: workersProblem, isVital: false))
            return HealthReport(components: components)
        }
        return HealthReport(isolation: isolation.layers.map(HealthReport.Layer.init), components: components)
    }

    private var storeProblem: String? {
        get async {
            do {
                try await datastore.checkHealth()
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    private var workersProblem: String? {
        let nodes = directory.nodes
        guard WorkerToolchains(nodes).isEmpty else { return nil }
        return nodes.contains { $0.role != .coordinator }
            ? "no worker takes tasks of the queue default; /nodes tells more"
            : "no worker was heard of in the last \(NodeDirectory.patience.components.seconds) s"
    }
}

extension HealthReport.Layer {
    fileprivate init(_ layer: IsolationLayer) {
        let state: State =
            switch layer.state {
            case .inForce: .active
            case .weaker: .weaker
            case .missing: .missing
            }
        self.init(name: layer.name, state: state, detail: layer.detail)
    }
}
