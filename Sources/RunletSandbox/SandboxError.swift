import CSandbox

/// What went wrong with the sandbox itself. What a program does is never an error.
public enum SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A layer of the isolation could not be set up, so nothing was run. `step` is the place within the stage.
    case layer(SandboxStage, step: Int, errno: Int32)
    /// The program could not be executed: not there, not executable, or for another machine.
    case notExecutable(errno: Int32)
    /// The files of the run did not fit into its file system.
    case filesTooLarge
    /// The request to the launcher is larger than ``SandboxProgram/requestLimit``.
    case requestTooLarge
    /// A limit is zero, negative, or beyond reason.
    case invalidLimits
    /// A cgroup could not be made or set.
    case cgroup(String, errno: Int32)
    /// No cgroup hierarchy with the controllers that are needed can be written.
    case cgroupsUnavailable(String)
    /// There was no terminal to be had, so nothing was run. The machine has a number of them (kernel.pty.max).
    case terminalUnavailable(errno: Int32)
    /// Another system call failed.
    case system(String, errno: Int32)
    /// The launcher or an init died under the run.
    case lost
    /// The sandbox has been shut down.
    case closed

    public var description: String {
        switch self {
        case .layer(let stage, let step, let errno):
            "sandbox: \(stage.description) failed (step \(step)): \(errorText(errno))"
        case .notExecutable(let errno): "the program cannot be executed: \(errorText(errno))"
        case .filesTooLarge: "the files do not fit into the disk limit"
        case .requestTooLarge: "arguments and environment are too large"
        case .invalidLimits: "a limit is zero, negative, or beyond reason"
        case .cgroup(let operation, let errno): "cgroup: \(operation): \(errorText(errno))"
        case .cgroupsUnavailable(let reason): "cgroups cannot be used: \(reason)"
        case .terminalUnavailable(let errno): "no terminal for the program: \(errorText(errno))"
        case .system(let operation, let errno): "\(operation): \(errorText(errno))"
        case .lost: "the sandbox's launcher or init died"
        case .closed: "the sandbox has been shut down"
        }
    }
}
