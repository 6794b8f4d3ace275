import Glibc
import RunletSandbox
import Synchronization
import Testing

/// A program under way that is given input, and what it has written so far.
final class Session: Sendable {
    let input: SandboxInput
    private let task: Task<SandboxResult, any Error>
    private let output: Output

    private final class Output: Sendable {
        let bytes = Mutex<[SandboxStream: [UInt8]]>([:])
        /// How much of stdout was waited for already.
        let seen = Mutex(0)
    }

    static let terminal = SandboxInput.Kind.terminal(.init(columns: 80, rows: 24))

    init(
        on kind: SandboxInput.Kind = terminal, _ command: [String], stdin: [UInt8] = [],
        limits: SandboxLimits = SandboxLimits(wallTime: 20_000_000_000), in sandbox: Sandbox? = nil
    ) async throws {
        let input = SandboxInput(kind)
        let output = Output()
        var program = SandboxProgram(command: command, stdin: stdin, input: input, limits: limits)
        program.environment["TERM"] = "xterm-256color"
        if limits.wallTime >= 5_000_000_000 { program.limits.wallTime *= Harness.slowness }
        let target: Sandbox
        if let sandbox { target = sandbox } else { target = try await Harness.sandbox() }
        self.input = input
        self.output = output
        task = Task { [program] in
            try await target.run(program) { stream, bytes in
                output.bytes.withLock { $0[stream, default: []] += bytes }
            }
        }
    }

    static func python(
        on kind: SandboxInput.Kind = terminal, _ script: String, stdin: [UInt8] = [],
        limits: SandboxLimits = SandboxLimits(wallTime: 20_000_000_000)
    ) async throws -> Session {
        try await Session(on: kind, ["/usr/bin/python3", "-c", Harness.prelude + script], stdin: stdin, limits: limits)
    }

    static func shell(
        on kind: SandboxInput.Kind = terminal, _ script: String, stdin: [UInt8] = [],
        limits: SandboxLimits = SandboxLimits(wallTime: 20_000_000_000), in sandbox: Sandbox? = nil
    ) async throws -> Session {
        try await Session(on: kind, ["/bin/bash", "-c", script], stdin: stdin, limits: limits, in: sandbox)
    }

    var bytes: [UInt8] { output.bytes.withLock { $0[.stdout] ?? [] } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var errorText: String { String(decoding: output.bytes.withLock { $0[.stderr] ?? [] }, as: UTF8.self) }

    func send(_ text: String) {
        #expect(input.send(Array(text.utf8)))
    }

    /// Sends as fast as it is taken.
    func pour(_ bytes: [UInt8], pieces: Int = 8192) async throws {
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
            while !input.send(piece) { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    /// Waits until it has written this, behind what was waited for before.
    func expect(_ wanted: String, location: SourceLocation = #_sourceLocation) async throws {
        let pattern = Array(wanted.utf8)
        for _ in 0..<(2000 * Int(Harness.slowness)) {
            let from = output.seen.withLock { $0 }
            if let end = Self.end(of: pattern, in: bytes, from: from) {
                output.seen.withLock { $0 = end }
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("no \(wanted.debugDescription) in \(text.debugDescription)", sourceLocation: location)
        task.cancel()
        throw CancellationError()
    }

    private static func end(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= pattern.count else { return nil }
        return (start...(bytes.count - pattern.count)).first { bytes[$0...].starts(with: pattern) }
            .map { $0 + pattern.count }
    }

    func cancel() { task.cancel() }

    /// Waits for its end.
    func result() async throws -> SandboxResult {
        try await task.value
    }
}
