/// How a program ended, and what it used.
public struct SandboxResult: Sendable {
    /// Why it ended. Decided from what the kernel says, never from what the program says.
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signaled(Int32)
        case wallTime
        case cpuTime
        case memory
        case processes
        case output
        case disk
    }

    public var ending: Ending
    /// The program's own exit code and signal beside a limit: the shell's 137 is not a kill.
    public var exitCode: Int32?
    public var signal: Int32?
    /// Nanoseconds from the program's start to its end.
    public var wallTime: UInt64
    /// Nanoseconds of processor time of all processes.
    public var cpuTime: UInt64
    /// The most bytes of memory at one time.
    public var memoryPeak: Int
    /// Whether output was cut at the limit.
    public var outputTruncated: Bool
    /// The working directory where it was asked for.
    public var pack: SandboxPack?
    /// Whether something of the working directory is not in the pack.
    public var packTruncated: Bool
    /// Nanoseconds from the request to the program's start, and from its end to this result.
    public var prepareTime: UInt64
    public var collectTime: UInt64
}
