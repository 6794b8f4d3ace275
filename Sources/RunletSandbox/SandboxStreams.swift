import CSandbox
import Glibc

/// The streams of one run: the ends that the program gets, and ours.
struct SandboxStreams {
    /// stdin, stdout and stderr. Ours only until they are handed over.
    let program: [Descriptor]
    /// Where what comes later is written to.
    let input: Descriptor?
    let output: [SandboxStream: Descriptor]

    /// - Parameter owner: the host's user id that the program runs as.
    init(_ program: SandboxProgram, owner: UInt32, terminals: inout TerminalDevice) throws(SandboxError) {
        if case .terminal(let size) = program.input?.kind {
            let (ours, theirs) = try terminals.open(owner: owner, size: size)
            // Twice, since reading and writing are waited for apart.
            input = Descriptor(try checked(sbx_duplicate(ours.raw), "duplicate a terminal"))
            output = [.stdout: ours]
            self.program = [theirs, theirs, theirs]
            return
        }
        let stdin: Descriptor
        if program.input != nil {
            let pipe = try Self.pipe(sbx_stdin_pipe)
            fchmod(pipe.read.raw, 0o444)
            stdin = pipe.read
            input = pipe.write
        } else {
            // Of its own even where it is empty: what two runs hold open together, one can change for the other.
            stdin = try MemoryFile.sealed(program.stdin, name: "runlet-stdin")
            input = nil
        }
        let stdout = try Self.pipe(sbx_pipe)
        let stderr = try Self.pipe(sbx_pipe)
        // So that /dev/stdout and /dev/stderr can be opened by name: the pipes are ours, and the program is somebody else.
        for pipe in [stdout, stderr] { fchmod(pipe.write.raw, 0o222) }
        output = [.stdout: stdout.read, .stderr: stderr.read]
        self.program = [stdin, stdout.write, stderr.write]
    }

    static func pipe(
        _ make: (UnsafeMutablePointer<Int32>) -> Int32
    ) throws(SandboxError) -> (read: Descriptor, write: Descriptor) {
        var pair: [Int32] = [-1, -1]
        _ = try checked(make(&pair), "pipe2")
        return (Descriptor(pair[0]), Descriptor(pair[1]))
    }
}
