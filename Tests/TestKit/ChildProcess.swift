package import Glibc
import Synchronization

/// A program that a test started, with its streams in files.
package final class ChildProcess: Sendable {
    package enum Ending: Equatable, Sendable {
        case exited(Int32)
        case signaled(Int32)
    }

    package let pid: pid_t
    private let ending = Mutex<Ending?>(nil)

    /// - Parameters:
    ///   - stdin: a file, or nil for nothing.
    ///   - environment: all of it; nothing of this process's own is passed on.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String], directory: String, stdin: String? = nil,
        stdout: String, stderr: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let create = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, stdin ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, stdout, create, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, stderr, create, 0o644)
        // What this process ignores or blocks is no business of the program's.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        // env(1) changes the directory and becomes the program: the id stays the same.
        let tool = "/usr/bin/env"
        let argv = ([tool, "-C", directory, path] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var pid: pid_t = 0
        let problem = posix_spawn(&pid, tool, &actions, &attributes, argv, envp)
        guard problem == 0 else { throw TestFailure("cannot start \(path): errno \(problem)") }
        self.pid = pid
    }

    deinit {
        // Nobody waits for it any more.
        ending.withLock { ending in
            guard ending == nil else { return }
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    /// How it ended; nil while it runs.
    package var end: Ending? {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7F
            ending = signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
            return ending
        }
    }

    package func send(_ signal: Int32) {
        // Under the lock, so that the id is still this process's.
        ending.withLock { ending in
            if ending == nil { kill(pid, signal) }
        }
    }

    /// Waits for its end; one that does not come in time is enforced.
    @discardableResult
    package func wait(atMost timeout: Duration = .seconds(60)) async throws -> Ending {
        let deadline = ContinuousClock.now + timeout
        while true {
            if let end { return end }
            guard ContinuousClock.now < deadline else {
                send(SIGKILL)
                throw TestFailure("process \(pid) did not end within \(timeout)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
