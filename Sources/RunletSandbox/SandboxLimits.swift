/// What one program and all it starts may use. Every value is finite.
public struct SandboxLimits: Hashable, Sendable {
    /// Processor time per wall-clock time; 1 is one core.
    public var cpus: Double
    /// Bytes of memory, files of the run included.
    public var memory: Int
    /// Wall-clock nanoseconds from the program's start.
    public var wallTime: UInt64
    /// Nanoseconds of processor time of all processes; nil where the wall time alone bounds it.
    public var cpuTime: UInt64?
    /// Processes and threads at one time.
    public var processes: Int
    /// Bytes of both output streams together.
    public var output: Int
    /// Bytes of the run's file system.
    public var disk: Int
    /// Files and directories of the run's file system.
    public var inodes: Int
    /// Open descriptors per process.
    public var openFiles: Int

    public init(
        cpus: Double = 1, memory: Int = 256 << 20, wallTime: UInt64 = 5_000_000_000, cpuTime: UInt64? = nil,
        processes: Int = 64, output: Int = 1 << 20, disk: Int = 64 << 20, inodes: Int = 16_384, openFiles: Int = 1024
    ) {
        self.cpus = cpus
        self.memory = memory
        self.wallTime = wallTime
        self.cpuTime = cpuTime
        self.processes = processes
        self.output = output
        self.disk = disk
        self.inodes = inodes
        self.openFiles = openFiles
    }

    /// Throws where a limit is none: zero would mean "unlimited" to the kernel in several places.
    func validate() throws(SandboxError) {
        let most = 1 << 50
        guard cpus.isFinite, (0.01...4096).contains(cpus), (1...most).contains(memory), (1...most).contains(output),
            (4096...most).contains(disk), (1...1_000_000).contains(processes), (16...100_000_000).contains(inodes),
            (8...1_000_000).contains(openFiles), wallTime > 0, wallTime < 1 << 60, (cpuTime ?? 1) < 1 << 60
        else { throw .invalidLimits }
    }
}
