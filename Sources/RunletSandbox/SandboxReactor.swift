import CSandbox
import Glibc
import Synchronization

/// The one thread that makes, watches and clears away every run of a sandbox: it waits for pipes, pidfds and times.
///
/// Everything that blocks or that the kernel may hold up happens here and not on the cooperative pool.
final class SandboxReactor: Sendable {
    /// What the other threads ask for.
    enum Command: Sendable {
        case run(
            UInt64, SandboxProgram, @Sendable (SandboxStream, [UInt8]) -> Void,
            CheckedContinuation<SandboxResult, any Error>)
        case cancel(UInt64)
        /// There is input for the run.
        case feed(UInt64)
        case stop(CheckedContinuation<Void, Never>)
    }

    private struct Mailbox {
        var commands: [Command] = []
        var isClosed = false
    }

    private let mailbox = Mutex(Mailbox())
    private let wake: Descriptor

    /// Starts the thread and waits for the launcher's template to stand.
    ///
    /// - Parameter ready: called once, from the thread.
    init(
        template: [UInt8], tree: any CgroupTree, firstUser: UInt32, terminals: TerminalDevice,
        ready: @escaping @Sendable (Result<Void, SandboxError>) -> Void
    ) throws(SandboxError) {
        wake = Descriptor(try checked(sbx_eventfd(), "eventfd"))
        let epoll = Descriptor(try checked(sbx_epoll_create(), "epoll_create1"))
        _ = try checked(sbx_epoll_add(epoll.raw, wake.raw, 0), "epoll_ctl")
        try OSThread.start(name: "runlet-sandbox") { [self] in
            Self.blockBrokenPipes()
            let loop = SandboxLoop(
                epoll: epoll, template: template, tree: tree, firstUser: firstUser, terminals: terminals)
            do throws(SandboxError) {
                try loop.startLauncher()
                ready(.success(()))
            } catch {
                tree.removeAll()
                mailbox.withLock { $0.isClosed = true }
                ready(.failure(error))
                return
            }
            loop.run(wake: wake) { [self] in
                mailbox.withLock { box in
                    defer { box.commands = [] }
                    return box.commands
                }
            }
        }
    }

    /// A program that closes its standard input must not end us with a signal; the error of the call is enough.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// False where the reactor has been stopped.
    func post(_ command: Command) -> Bool {
        let accepted = mailbox.withLock { box in
            guard !box.isClosed else { return false }
            if case .stop = command { box.isClosed = true }
            box.commands.append(command)
            return true
        }
        guard accepted else { return false }
        var one: UInt64 = 1
        _ = write(wake.raw, &one, 8)
        return true
    }
}
