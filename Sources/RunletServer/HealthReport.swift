/// What `/health` says, and what decides whether anything may run.
public struct HealthReport: Hashable, Sendable {
    /// A layer of the sandbox.
    public struct Layer: Hashable, Sendable {
        public enum State: String, Hashable, Sendable {
            /// In force.
            case active
            /// In force, but the machine could do better.
            case weaker
            /// Wanted, and not there: nothing may run.
            case missing
        }

        public var name: String
        public var state: State
        /// What is wrong and what to do, where something is.
        public var detail: String?

        public init(name: String, state: State, detail: String? = nil) {
            self.name = name
            self.state = state
            self.detail = detail
        }
    }

    /// Another part of the engine: the store, the broker, the workers.
    public struct Component: Hashable, Sendable {
        public var name: String
        /// Nil where it works.
        public var problem: String?
        /// Whether this process is of no use without it. Where it is not, others would do no better: a balancer must
        /// not take all of them away.
        public var isVital: Bool

        public init(name: String, problem: String? = nil, isVital: Bool = true) {
            self.name = name
            self.problem = problem
            self.isVital = isVital
        }
    }

    public var isolation: [Layer]
    public var components: [Component]

    public init(isolation: [Layer] = [], components: [Component] = []) {
        self.isolation = isolation
        self.components = components
    }

    /// Whether a layer of the sandbox is missing, so that no program may run.
    public var isIsolationLost: Bool {
        isolation.contains { $0.state == .missing }
    }

    public var isUp: Bool {
        !isIsolationLost && components.allSatisfy { $0.problem == nil || !$0.isVital }
    }
}
