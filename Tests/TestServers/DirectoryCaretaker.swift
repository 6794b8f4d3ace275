import Glibc
import TestKit

/// Removes a directory when this process has ended, whatever it ended of.
final class DirectoryCaretaker: Sendable {
    /// The end of a connection that nobody else has: it is closed with this process.
    private let end: Int32

    init(_ directory: String) throws {
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw TestFailure("no sockets: errno \(errno)") }
        end = ends[1]
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        for stream in 1...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        // Servers get a moment to end, which they were told by the kernel.
        let script = "cat; for i in 1 2 3 4 5; do sleep 1; rm -rf -- \"$0\" && break; done"
        // In a session of its own: what ends the processes of the tests together must leave this one.
        let words = ["/usr/bin/setsid", "/bin/sh", "-c", script, directory]
        let argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for text in argv { free(text) } }
        var pid: pid_t = 0
        let problem = posix_spawn(&pid, words[0], &actions, nil, argv, environ)
        guard problem == 0 else { throw TestFailure("cannot start a shell: errno \(problem)") }
    }

    deinit {
        close(end)
    }
}
