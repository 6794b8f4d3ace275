import FoundationEssentials
import Glibc
import Synchronization
import TestKit

/// A PostgreSQL server of the tests' own: on a free port of the loopback interface, with a password, in a directory
/// that goes with the process.
///
/// It ends with the process that started it, whatever that dies of.
package final class PostgresServer: Sendable {
    /// The name of the superuser, who owns every database.
    package static let user = "runlet"

    private struct State {
        var process: ChildProcess?
        var databases = 0
    }

    package let port: Int
    private let password: String
    private let installation: PostgresInstallation
    private let directory: String
    private let caretaker: DirectoryCaretaker
    private let state = Mutex(State())

    /// Makes and starts a server.
    package init() async throws {
        installation = try PostgresInstallation()
        let id = String(UInt64.random(in: .min ... .max), radix: 36)
        directory = "/tmp/runlet-postgres-\(id)"
        password = "pw-\(id)"
        port = try LoopbackPort.free()
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        caretaker = try DirectoryCaretaker(directory)
        let passwordFile = directory + "/password"
        try Data((password + "\n").utf8).write(to: URL(filePath: passwordFile))
        guard chmod(directory, 0o700) == 0, chmod(passwordFile, 0o600) == 0,
            installation.own(directory), installation.own(passwordFile)
        else { throw TestFailure("cannot hand over \(directory): errno \(errno)") }
        try await run(
            "initdb",
            [
                "-D", data, "-U", Self.user, "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale",
                "C.UTF-8", "-N",
            ])
        try await start()
    }

    private var data: String { directory + "/data" }
    private var log: String { directory + "/log" }

    /// The connection string of a database, with another user, password or port where a test wants it.
    package func dsn(
        _ database: String, user: String = PostgresServer.user, password: String? = nil, port: Int? = nil
    ) -> String {
        "postgres://\(user):\(password ?? self.password)@127.0.0.1:\(port ?? self.port)/\(database)?sslmode=disable"
    }

    /// Makes a database: an empty one, or a copy of another. The other must have no connection.
    package func createDatabase(_ name: String, template: String = "template0") async throws {
        try await execute("CREATE DATABASE \(name) TEMPLATE \(template)")
    }

    /// Runs statements with the server's own client.
    ///
    /// - Returns: what it prints: rows of values between bars.
    @discardableResult
    package func execute(_ sql: String, in database: String = "postgres") async throws -> String {
        try await run(
            "psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql],
            environment: [
                "PGHOST": "127.0.0.1", "PGPORT": "\(port)", "PGUSER": Self.user, "PGPASSWORD": password,
                "PGDATABASE": database,
            ])
    }

    // MARK: Starting and stopping

    /// Starts it, also again, and waits until it takes connections.
    package func start() async throws {
        let arguments = [
            "-D", data, "-h", "127.0.0.1", "-p", "\(port)", "-c", "unix_socket_directories=", "-c",
            "shared_buffers=32MB", "-c", "max_connections=200", "-c", "fsync=on", "-c", "lc_messages=C",
        ]
        // The signal comes with the end of the thread that started it, and so that thread must not end.
        let process = try await LastingThread.run { [installation, directory, log] in
            let (path, arguments) = installation.command("postgres", arguments, endingWithParent: true)
            return try ChildProcess(
                path, arguments, environment: ["LC_ALL": "C"], directory: directory, stdout: "/dev/null", stderr: log)
        }
        state.withLock { $0.process = process }
        let isReady = try await eventually(within: .seconds(60)) {
            if process.end != nil { return true }
            return await (try? run("pg_isready", ["-q", "-h", "127.0.0.1", "-p", "\(port)"])) != nil
        }
        guard isReady, process.end == nil else {
            let text = (try? Data(contentsOf: URL(filePath: log))).map { String(decoding: $0, as: UTF8.self) } ?? ""
            throw TestFailure("PostgreSQL does not start: \(text.suffix(2000))")
        }
    }

    /// Ends it in an orderly way; connections are cut.
    package func stop() async throws {
        try await end(SIGINT)
    }

    /// Ends it, and all of its processes, as a crash would.
    package func crash() async throws {
        let children = childProcesses()
        try await end(SIGKILL)
        // Its own end is told to them within a second; a crash gives them no such time.
        for child in children { kill(child, SIGKILL) }
        _ = try await eventually { children.allSatisfy { kill($0, 0) != 0 } }
    }

    /// Keeps it from answering, or lets it go on.
    package func pause(_ isPaused: Bool) {
        let signal = isPaused ? SIGSTOP : SIGCONT
        for child in childProcesses() { kill(child, signal) }
        state.withLock { $0.process }?.send(signal)
    }

    private func end(_ signal: Int32) async throws {
        guard let process = state.withLock({ $0.process }) else { return }
        process.send(signal)
        try await process.wait()
    }

    private func childProcesses() -> [pid_t] {
        guard let pid = state.withLock({ $0.process?.pid }),
            let text = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/task/\(pid)/children"))
        else { return [] }
        return String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    @discardableResult
    private func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let output = directory + "/output-\(UInt64.random(in: .min ... .max))"
        defer {
            unlink(output)
            unlink(output + ".error")
        }
        let (path, arguments) = installation.command(name, arguments, endingWithParent: false)
        let process = try ChildProcess(
            path, arguments, environment: environment.merging(["LC_ALL": "C"]) { old, _ in old }, directory: directory,
            stdout: output, stderr: output + ".error")
        let ending = try await process.wait()
        func text(_ path: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        }
        guard ending == .exited(0) else {
            throw TestFailure("\(name): \(ending): \(try text(output + ".error").suffix(1000))")
        }
        return try text(output)
    }
}
