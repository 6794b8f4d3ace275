import Glibc

/// Takes what one program after the other writes to its standard output.
///
/// A named pipe: the child opens its end itself, so that no writing end ever exists here which a program started at the
/// same moment by another thread could inherit and hold open.
final class OutputPipe: Sendable {
    let path: String
    private let reading: Int32

    init(in directory: TemporaryDirectory, name: String) throws {
        path = directory.file(name)
        guard mkfifo(path, 0o600) == 0 else { throw SystemError.last("mkfifo") }
        // Without O_NONBLOCK it would wait for a writer.
        reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard reading >= 0 else { throw SystemError.last("open a pipe") }
        guard fcntl(reading, F_SETFL, 0) == 0 else { throw SystemError.last("fcntl") }
    }

    deinit {
        close(reading)
    }

    /// What is there next; waits for it. Empty at the end. Call it when a child has been started.
    func read() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(reading, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError.last("read from a pipe") }
            return Array(buffer[..<count])
        }
    }

    /// Everything up to the end.
    func readToEnd() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let next = try read()
            guard !next.isEmpty else { return bytes }
            bytes += next
        }
    }

    /// Waits until there is something to read, or the end.
    func isReady(within time: Duration) -> Bool {
        var state = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        return poll(&state, 1, Int32(clamping: Int(time / .milliseconds(1)))) > 0
    }
}
