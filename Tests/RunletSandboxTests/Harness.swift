import CSandbox
import Glibc
import RunletSandbox
import Synchronization
import Testing

/// What a run gave: its result and its output.
struct Captured: Sendable {
    var result: SandboxResult
    var stdout: [UInt8]
    var stderr: [UInt8]

    var text: String { String(decoding: stdout, as: UTF8.self) }
    var errorText: String { String(decoding: stderr, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// The sandbox that the suites share, and the ways to use it.
enum Harness {
    /// User ids that nothing else on the machine has, also not these tests in another process.
    static let firstUser = 1_910_000_000 + UInt32(getpid() % 65_536) * users
    static let users = UInt32(4096)

    /// How many times slower than a usual machine this one is, as RUNLET_TEST_SLOWNESS says: the bounds of time are as
    /// many times longer. An emulated processor is slow; what must hold of times there is that there are bounds.
    static let slowness: UInt64 = {
        let factor = getenv("RUNLET_TEST_SLOWNESS").flatMap { Double(String(cString: $0)) } ?? 1
        return UInt64(max(1, min(factor, 1000)).rounded(.up))
    }()

    private static let shared = Task {
        signal(SIGPIPE, SIG_IGN)
        return try await Sandbox(Sandbox.Configuration(firstUser: firstUser))
    }

    static func sandbox() async throws -> Sandbox {
        try await shared.value
    }

    /// A sandbox of a test's own, with users of its own.
    static func withSandbox<Value>(_ body: (Sandbox) async throws -> Value) async throws -> Value {
        let sandbox = try await Sandbox(Sandbox.Configuration(firstUser: firstUser + users / 2))
        do {
            let value = try await body(sandbox)
            await sandbox.shutdown()
            return value
        } catch {
            await sandbox.shutdown()
            throw error
        }
    }

    static func run(_ program: SandboxProgram, in sandbox: Sandbox? = nil) async throws -> Captured {
        var program = program
        // A limit of whole seconds is there for the case of a hang, and not to be met.
        if program.limits.wallTime >= 5_000_000_000 { program.limits.wallTime *= slowness }
        let target: Sandbox
        if let sandbox { target = sandbox } else { target = try await Harness.sandbox() }
        let output = Mutex<[SandboxStream: [UInt8]]>([:])
        let result = try await target.run(program) { stream, bytes in
            output.withLock { $0[stream, default: []] += bytes }
        }
        let all = output.withLock { $0 }
        return Captured(result: result, stdout: all[.stdout] ?? [], stderr: all[.stderr] ?? [])
    }

    static func shell(
        _ script: String, limits: SandboxLimits = SandboxLimits(), files: SandboxPack = .empty, packs: Bool = false,
        in sandbox: Sandbox? = nil
    ) async throws -> Captured {
        try await run(
            SandboxProgram(command: ["/bin/bash", "-c", script], files: files, limits: limits, packs: packs),
            in: sandbox)
    }

    static func python(
        _ script: String, limits: SandboxLimits = SandboxLimits(), packs: Bool = false
    ) async throws -> Captured {
        try await run(
            SandboxProgram(command: ["/usr/bin/python3", "-c", prelude + script], limits: limits, packs: packs))
    }

    /// The same script with the test's own rights: what a test of a refusal compares with.
    static func pythonOutside(_ script: String) throws -> String {
        let output = sbx_memfd("control")
        try #require(output >= 0)
        defer { close(output) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        let command: [String] = ["/usr/bin/python3", "-c", prelude + script]
        var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        argv.append(nil)
        defer {
            for argument in argv { free(argument) }
        }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, "/usr/bin/python3", &actions, nil, &argv, environ) == 0)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = pread(output, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// `call` makes a system call and says its error's name or OK; `attempt` does so for a function.
    static let prelude = """
        import ctypes, errno, os, signal, socket, sys, time
        libc = ctypes.CDLL(None, use_errno=True)
        def call(number, *arguments):
            result = libc.syscall(ctypes.c_long(number), *[
                a if isinstance(a, (bytes, ctypes.Array)) else ctypes.c_ulong(a & (1 << 64) - 1) for a in arguments])
            return errno.errorcode.get(ctypes.get_errno(), "?") if result == -1 else "OK"
        def attempt(action):
            try:
                action()
                return "OK"
            except OSError as error:
                return errno.errorcode.get(error.errno, "?")

        """
}
