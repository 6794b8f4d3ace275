import Glibc

/// A process started with posix_spawn, its standard input empty.
///
/// Everything blocks: it belongs on a thread of its own.
struct ChildProcess: Sendable {
    let pid: pid_t

    /// Starts it; returns when the program has been loaded.
    ///
    /// - Parameters:
    ///   - command: an absolute path and its arguments.
    ///   - errorFile: a file for its standard error; nil shares this process's.
    init(_ command: [String], environment: [String], output: OutputPipe, errorFile: String? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.path, O_WRONLY, 0)
        if let errorFile {
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This process blocks the signals that end it; its children must not.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var pid: pid_t = 0
        let code = Self.withCStrings(command) { arguments in
            Self.withCStrings(environment) { environment in
                posix_spawn(&pid, command.first ?? "", &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw SystemError.of("cannot start \(command.first ?? "nothing")", code: code) }
        self.pid = pid
    }

    /// Waits for its end. Returns the wait status.
    func wait() throws -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw SystemError.last("waitpid") }
        }
        return status
    }

    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
