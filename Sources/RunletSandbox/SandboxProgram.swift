import CSandbox

/// A program to run, and with what.
public struct SandboxProgram: Sendable {
    /// The most bytes of arguments and environment together.
    public static let requestLimit = Int(SBX_REQUEST_MAX) - 4096

    /// The absolute path inside the sandbox, and the arguments. Never empty.
    public var command: [String]
    /// The whole environment: nothing is inherited.
    public var environment: [String: String]
    /// What the working directory holds at the start.
    public var files: SandboxPack
    public var stdin: [UInt8]
    /// What else it can be given while it runs; nil where ``stdin`` is all. Of one run only.
    public var input: SandboxInput?
    public var limits: SandboxLimits
    /// Whether the working directory is wanted back.
    public var packs: Bool

    public init(
        command: [String], environment: [String: String] = SandboxProgram.defaultEnvironment,
        files: SandboxPack = .empty, stdin: [UInt8] = [], input: SandboxInput? = nil,
        limits: SandboxLimits = SandboxLimits(), packs: Bool = false
    ) {
        self.command = command
        self.environment = environment
        self.files = files
        self.stdin = stdin
        self.input = input
        self.limits = limits
        self.packs = packs
    }

    var hasTerminal: Bool {
        if case .terminal = input?.kind { true } else { false }
    }

    /// What every program gets where nothing else is said.
    public static let defaultEnvironment = [
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]
}
