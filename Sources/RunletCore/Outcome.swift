/// How a run ended. The set is closed.
public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// The program ended by itself with exit code 0.
    case completed
    /// The program ended by itself with another exit code.
    case failed
    /// A signal that was not ours ended the program.
    case signaled
    /// The compile phase did not end with exit code 0.
    case compileError = "compile-error"
    case timeout
    case cpuLimit = "cpu-limit"
    case memoryLimit = "memory-limit"
    case processLimit = "process-limit"
    case outputLimit = "output-limit"
    case diskLimit = "disk-limit"
    case cancelled
    /// We failed, not the program.
    case internalError = "internal-error"
}
