extension RunletConfiguration {
    /// The side that runs tasks.
    public struct Worker: Sendable, Equatable {
        /// How many tasks of each queue run at the same time.
        public var queues: [String: Int]
        public var limits = Caps()
        public var defaults = Defaults()
        /// The first host user and group id of the range that is reserved for slots.
        public var uidBase = 1_900_000_000

        public init(processors: Int) {
            queues = ["default": min(max(2, processors), Bounds.concurrency.upperBound)]
        }
    }

    /// The administrator's caps: what no request can exceed.
    public struct Caps: Sendable, Equatable {
        /// Processor cores, fractions allowed.
        public var cpus = 2.0
        /// Bytes.
        public var memory = 2 << 30
        /// Wall time of the run phase.
        public var timeout = Duration.seconds(60)
        /// Processes and threads.
        public var processes = 512
        /// Bytes of standard output and standard error.
        public var output = 16 << 20
        /// Bytes that may be written to files.
        public var disk = 512 << 20
        /// Wall time of the compile phase.
        public var compileTimeout = Duration.seconds(60)

        public init() {}
    }

    /// What a request gets that asks for nothing, per phase.
    public struct Defaults: Sendable, Equatable {
        public var run = PhaseLimits(
            cpus: 1, memory: 256 << 20, timeout: .seconds(5), processes: 64, output: 1 << 20, disk: 64 << 20)
        public var compile = PhaseLimits(
            cpus: 1, memory: 1 << 30, timeout: .seconds(15), processes: 128, output: 1 << 20, disk: 256 << 20)

        public init() {}
    }

    /// The limits of one phase.
    public struct PhaseLimits: Sendable, Equatable {
        /// Processor cores, fractions allowed.
        public var cpus: Double
        /// Bytes.
        public var memory: Int
        /// Wall time.
        public var timeout: Duration
        /// Processes and threads.
        public var processes: Int
        /// Bytes of standard output and standard error.
        public var output: Int
        /// Bytes that may be written to files.
        public var disk: Int

        public init(cpus: Double, memory: Int, timeout: Duration, processes: Int, output: Int, disk: Int) {
            self.cpus = cpus
            self.memory = memory
            self.timeout = timeout
            self.processes = processes
            self.output = output
            self.disk = disk
        }
    }
}
