import RunletCore
import RunletSandbox

extension Outcome {
    /// The vocabulary's word for how a program ended.
    init(_ ending: SandboxResult.Ending) {
        self =
            switch ending {
            case .exited(let code): code == 0 ? .completed : .failed
            case .signaled: .signaled
            case .wallTime: .timeout
            case .cpuTime: .cpuLimit
            case .memory: .memoryLimit
            case .processes: .processLimit
            case .output: .outputLimit
            case .disk: .diskLimit
            }
    }
}

extension SandboxLimits {
    init(_ limits: Limits) {
        self.init(
            cpus: limits.cpus, memory: limits.memory, wallTime: UInt64(max(1, limits.timeout)) * 1_000_000,
            cpuTime: limits.cpuTime.map { UInt64(max(1, $0)) * 1_000_000 }, processes: limits.processes,
            output: limits.output, disk: limits.disk)
    }
}

extension SandboxInput.Kind {
    init(_ interaction: Interaction) {
        self =
            switch interaction {
            case .pipe: .pipe
            case .terminal(let size): .terminal(SandboxTerminalSize(size))
            }
    }
}

extension SandboxTerminalSize {
    init(_ size: TerminalSize) {
        self.init(columns: UInt16(clamping: size.columns), rows: UInt16(clamping: size.rows))
    }
}

extension SandboxInput {
    /// False where there was no room for it.
    func take(_ input: TaskInput) -> Bool {
        switch input {
        case .data(let data): return send(Array(data))
        case .end: return end()
        case .resize(let size):
            resize(SandboxTerminalSize(size))
            return true
        }
    }
}

/// The names of signals (signal(7), x86 and arm).
enum SignalName {
    private static let names: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
        9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
        16: "SIGSTKFLT", 17: "SIGCHLD", 18: "SIGCONT", 19: "SIGSTOP", 20: "SIGTSTP", 21: "SIGTTIN", 22: "SIGTTOU",
        23: "SIGURG", 24: "SIGXCPU", 25: "SIGXFSZ", 26: "SIGVTALRM", 27: "SIGPROF", 28: "SIGWINCH", 29: "SIGIO",
        30: "SIGPWR", 31: "SIGSYS",
    ]

    static func text(_ number: Int32) -> String {
        names[number] ?? "SIG\(number)"
    }
}
