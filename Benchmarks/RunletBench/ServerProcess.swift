import Glibc
import Synchronization

/// A Runlet server of the benchmark's own, on a free port.
final class ServerProcess: Sendable {
    private static let banner = "  listening  http://127.0.0.1:"
    private static let startTimeout = Duration.seconds(30)
    private static let stopTimeout = Duration.seconds(40)

    let port: UInt16
    private let process: ChildProcess
    private let isRunning = Mutex(true)

    /// Starts it and waits until it listens.
    init(binary: String, directory: TemporaryDirectory) throws {
        guard access(binary, X_OK) == 0 else {
            throw BenchError("there is no server at \(binary): build it for release, or name another with --binary")
        }
        guard let path = realpath(binary, nil) else { throw SystemError.last(binary) }
        defer { free(path) }
        let errors = directory.file("server.log")
        // Even where this machine has a configuration of its own, the server gets the defaults.
        try directory.write("", to: "config.toml")
        let output = try OutputPipe(in: directory, name: "server.out")
        let process = try ChildProcess(
            [String(cString: path), "run", "standalone"],
            environment: [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
                "HOME=\(directory.path)",
                "RUNLET_CONFIG=\(directory.file("config.toml"))",
                "RUNLET_COORDINATOR_ADDRESS=127.0.0.1:0",
                "RUNLET_DATASTORE_SQLITE_PATH=\(directory.file("runlet.sqlite"))",
            ],
            output: output, errorFile: errors)
        self.process = process
        do {
            port = try Self.waitForPort(output)
        } catch {
            Self.end(process)
            let said = ProcFile.text(errors)?.split(separator: "\n").suffix(10).joined(separator: "\n") ?? ""
            throw BenchError("the server did not start: \(error)" + (said.isEmpty ? "" : "\n\(said)"))
        }
        // Whatever else it says must not fill the pipe.
        WorkerThread.detach { _ = try? output.readToEnd() }
    }

    /// Its resident memory now, in MiB.
    func residentMemory() throws -> Double {
        guard let text = ProcFile.value(of: "VmRSS", in: "/proc/\(process.pid)/status"),
            let kibibytes = Double(text.prefix { $0.isNumber })
        else { throw BenchError("the server has ended by itself") }
        return kibibytes / 1024
    }

    /// Ends it with SIGTERM, and waits for its end.
    func stop() {
        isRunning.withLock { isRunning in
            if isRunning { Self.end(process) }
            isRunning = false
        }
    }

    private static func end(_ process: ChildProcess) {
        kill(process.pid, SIGTERM)
        let deadline = ContinuousClock.now + stopTimeout
        while ContinuousClock.now < deadline {
            var status: Int32 = 0
            guard waitpid(process.pid, &status, WNOHANG) == 0 else {
                if status != 0 { Console.warn("the server's wait status was \(status) after SIGTERM, not 0") }
                return
            }
            usleep(10_000)
        }
        Console.warn("the server did not end within \(stopTimeout) of SIGTERM; killing it")
        kill(process.pid, SIGKILL)
        _ = try? process.wait()
    }

    /// Reads until the line that says where it listens.
    private static func waitForPort(_ output: OutputPipe) throws -> UInt16 {
        let deadline = ContinuousClock.now + startTimeout
        var text = ""
        while ContinuousClock.now < deadline {
            guard output.isReady(within: .milliseconds(100)) else { continue }
            let bytes = try output.read()
            guard !bytes.isEmpty else { throw BenchError("it ended before it listened") }
            text += String(decoding: bytes, as: UTF8.self)
            // The last piece may be half a line.
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            where line.hasPrefix(banner) {
                guard let port = UInt16(line.dropFirst(banner.count)) else {
                    throw BenchError("it listens at an address without a port: \(line)")
                }
                return port
            }
        }
        throw BenchError("it did not listen within \(startTimeout)")
    }
}
