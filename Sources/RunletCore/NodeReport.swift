/// What a process tells the coordinators of itself every few seconds.
public struct NodeReport: Hashable, Sendable, Codable {
    public enum Role: String, Hashable, Sendable, Codable {
        case standalone
        case coordinator
        case worker
    }

    /// A language that a worker can run, and with what.
    public struct Toolchain: Hashable, Sendable, Codable {
        /// The absolute path of its executable.
        public var executable: String
        /// Nil where it is not known.
        public var version: String?

        public init(executable: String, version: String?) {
            self.executable = executable
            self.version = version
        }
    }

    /// Unlike that of any other process.
    public var name: String
    public var role: Role
    /// Runlet's version.
    public var version: String
    public var startedAt: Timestamp
    /// When this was written, by the node's clock.
    public var at: Timestamp
    public var processors: Int
    /// Of the last 1, 5 and 15 minutes; empty where the system does not tell.
    public var loadAverage: [Double]
    /// Bytes of the machine; nil where the system does not tell.
    public var memoryTotal: Int?
    public var memoryAvailable: Int?
    /// Tasks under way.
    public var running: Int
    /// How many tasks of each queue may be under way at the same time. Empty for a coordinator.
    public var queues: [String: Int]
    /// By language id. Empty for a coordinator.
    public var toolchains: [String: Toolchain]
    /// The absolute paths of the formatters that it has, by language id. Empty for a coordinator.
    public var formatters: [String: String]
    /// What is wrong with it, so that it takes no tasks; nil where nothing is.
    public var problem: String?

    /// Whether it is one that an honest node could have sent. It is not believed otherwise: a worker runs untrusted code,
    /// and may be in other hands.
    public var isPlausible: Bool {
        name.utf8.count <= 300 && version.utf8.count <= 100 && (problem?.utf8.count ?? 0) <= 4096
            && loadAverage.count <= 3 && queues.count <= 1024 && toolchains.count <= 1024
            && ([processors, running] + queues.values).allSatisfy { (0...1_000_000).contains($0) }
            && [memoryTotal, memoryAvailable].allSatisfy { (0...(1 << 60)).contains($0 ?? 0) }
            && queues.keys.allSatisfy { $0.utf8.count <= 255 } && toolchains.keys.allSatisfy { $0.utf8.count <= 255 }
            && toolchains.values.allSatisfy {
                $0.executable.utf8.count <= 4096 && ($0.version?.utf8.count ?? 0) <= 255
            }
    }

    public init(
        name: String, role: Role, version: String, startedAt: Timestamp, at: Timestamp, processors: Int,
        loadAverage: [Double] = [], memoryTotal: Int? = nil, memoryAvailable: Int? = nil, running: Int = 0,
        queues: [String: Int] = [:], toolchains: [String: Toolchain] = [:], formatters: [String: String] = [:],
        problem: String? = nil
    ) {
        self.name = name
        self.role = role
        self.version = version
        self.startedAt = startedAt
        self.at = at
        self.processors = processors
        self.loadAverage = loadAverage
        self.memoryTotal = memoryTotal
        self.memoryAvailable = memoryAvailable
        self.running = running
        self.queues = queues
        self.toolchains = toolchains
        self.formatters = formatters
        self.problem = problem
    }
}
