import CSandbox
import Synchronization

/// Runs untrusted programs, each in a sandbox of its own that is made for it and thrown away.
///
/// It fails closed: where a layer of the isolation cannot be set up, nothing is run and the error names the layer.
public final class Sandbox: Sendable {
    public struct Configuration: Sendable {
        /// Host paths beyond /usr that programs need, shown read-only. Ones that do not exist are left out.
        public var mounts: [String]
        /// The first of the host's user and group ids that are the sandboxes' own. One run has one of them.
        public var firstUser: UInt32
        /// The most runs with a terminal at one time; one more fails.
        public var terminals: UInt32

        public init(mounts: [String] = [], firstUser: UInt32 = 1_900_000_000, terminals: UInt32 = 1024) {
            self.mounts = mounts
            self.firstUser = firstUser
            self.terminals = terminals
        }
    }

    /// Where the groups are, in words.
    public let cgroups: String
    private let reactor: SandboxReactor
    private let nextID = Atomic<UInt64>(1)

    /// Makes everything that runs have in common: the cgroup tree, the filter, the template, the launcher.
    public init(_ configuration: Configuration = Configuration()) async throws {
        let filters = try SeccompCompiler.compile()
        let template = SandboxTemplate(mounts: configuration.mounts, filters: filters)
        let tree = try CgroupDetection.makeTree()
        cgroups = tree.summary
        let started = Mutex<SandboxReactor?>(nil)
        do {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                do {
                    let reactor = try SandboxReactor(
                        template: template.bytes, tree: tree, firstUser: configuration.firstUser,
                        terminals: TerminalDevice(most: configuration.terminals)
                    ) { result in
                        continuation.resume(with: result.mapError { $0 as any Error })
                    }
                    started.withLock { $0 = reactor }
                } catch {
                    tree.removeAll()
                    continuation.resume(throwing: error)
                }
            }
        }
        guard let reactor = started.withLock({ $0 }) else { throw SandboxError.closed }
        self.reactor = reactor
    }

    /// Runs a program to its end, and waits until all it started is gone.
    ///
    /// - Parameter output: gets what the program writes, in the order in which it was read, at most `limits.output`
    ///   bytes in all; called on the sandbox's own thread, so it must return soon.
    /// - Throws: ``SandboxError`` where we failed; `CancellationError` where the task was cancelled.
    public func run(
        _ program: SandboxProgram, output: @escaping @Sendable (SandboxStream, [UInt8]) -> Void
    ) async throws -> SandboxResult {
        let id = nextID.add(1, ordering: .relaxed).oldValue
        try Task.checkCancellation()
        program.input?.open(with: program.stdin) { [reactor] in _ = reactor.post(.feed(id)) }
        defer { program.input?.close() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // A cancel that was posted before this found no run.
                if !reactor.post(.run(id, program, output, continuation)) {
                    continuation.resume(throwing: SandboxError.closed)
                } else if Task.isCancelled {
                    _ = reactor.post(.cancel(id))
                }
            }
        } onCancel: {
            _ = reactor.post(.cancel(id))
        }
    }

    /// Ends what still runs and removes everything that was made. Further runs throw ``SandboxError/closed``.
    public func shutdown() async {
        await withCheckedContinuation { continuation in
            if !reactor.post(.stop(continuation)) { continuation.resume() }
        }
    }
}
