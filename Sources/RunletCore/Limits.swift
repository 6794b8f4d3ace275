/// What one phase of a run may use. Always finite: there is no value that means unlimited.
public struct Limits: Hashable, Sendable, Codable {
    /// Processor time per wall-clock time; 1 is one core, 0.5 half of one. At least 0.01.
    public var cpus: Double
    /// Bytes of memory of all processes together, files in the run's own file system included. At least 4 MiB.
    public var memory: Int
    /// Wall-clock milliseconds. At least 1.
    public var timeout: Int
    /// Milliseconds of processor time of all processes together, the sandbox's own set-up included. At least 1. Nil where
    /// nothing was asked for: then the time-out bounds it, times the processors.
    public var cpuTime: Int?
    /// Processes and threads at one time. At least 1.
    public var processes: Int
    /// Bytes of stdout and stderr together. At least 1.
    public var output: Int
    /// Bytes of all files together. At least 4096.
    public var disk: Int

    public init(
        cpus: Double, memory: Int, timeout: Int, cpuTime: Int? = nil, processes: Int, output: Int, disk: Int
    ) {
        self.cpus = cpus
        self.memory = memory
        self.timeout = timeout
        self.cpuTime = cpuTime
        self.processes = processes
        self.output = output
        self.disk = disk
    }

    /// The defaults for running a program: 5 s, 1 cpu, 256 MiB, 64 processes, 1 MiB of output, 64 MiB of files.
    public static let run = Limits(
        cpus: 1, memory: 256 << 20, timeout: 5000, processes: 64, output: 1 << 20, disk: 64 << 20)

    /// The defaults for compiling one: 15 s, 1 cpu, 1 GiB, 128 processes, 1 MiB of output, 256 MiB of files.
    public static let compile = Limits(
        cpus: 1, memory: 1 << 30, timeout: 15_000, processes: 128, output: 1 << 20, disk: 256 << 20)

    /// What an administrator lets a request ask for where nothing is configured.
    public static let caps = Limits(
        cpus: 2, memory: 2 << 30, timeout: 60_000, processes: 512, output: 16 << 20, disk: 512 << 20)
}
