import Foundation
package import Glibc

/// A real server with a sandbox, a database and a range of users of its own.
package final class ServerProcess: Sendable {
    package struct Options: Sendable {
        /// The program; it says `listening` and its URL on standard output once it serves.
        package var program: String
        package var arguments: [String]
        /// Without the prefix `RUNLET_`, over the ones that every server gets.
        package var settings: [String: String]
        /// More of the environment, as it is.
        package var environment: [String: String]

        package init(
            program: String = Package.runlet, arguments: [String] = ["run", "standalone"],
            settings: [String: String] = [:], environment: [String: String] = [:]
        ) {
            self.program = program
            self.arguments = arguments
            self.settings = settings
            self.environment = environment
        }
    }

    package let process: ChildProcess
    package let port: Int
    package let client: ServerClient
    /// The host's users that only this server's programs have.
    package let users: Range<UInt32>
    package let directory: TemporaryDirectory

    package var pid: pid_t { process.pid }

    /// - Parameter directory: the working directory, with the database; a new one where it is left out.
    package static func start(_ options: Options = Options(), in directory: TemporaryDirectory? = nil) async throws
        -> ServerProcess
    {
        let directory = try directory ?? TemporaryDirectory()
        let users = UserRange.new()
        let process = try ChildProcess(
            options.program, options.arguments,
            environment: environment(options, directory: directory.path, firstUser: users.lowerBound),
            directory: directory.path,
            stdout: directory.path + "/stdout", stderr: directory.path + "/stderr")
        let port = try await listeningPort(of: process, in: directory)
        return ServerProcess(process, port, users, directory)
    }

    private init(_ process: ChildProcess, _ port: Int, _ users: Range<UInt32>, _ directory: TemporaryDirectory) {
        self.process = process
        self.port = port
        self.users = users
        self.directory = directory
        client = ServerClient(port: port)
    }

    private static func environment(_ options: Options, directory: String, firstUser: UInt32) -> [String: String] {
        var environment = CommandLineTool.environment(home: directory)
        environment["RUNLET_COORDINATOR_ADDRESS"] = "127.0.0.1:0"
        environment["RUNLET_DATASTORE_SQLITE_PATH"] = directory + "/runlet.sqlite"
        environment["RUNLET_WORKER_UIDBASE"] = "\(firstUser)"
        for (name, value) in options.settings { environment["RUNLET_" + name] = value }
        return environment.merging(options.environment) { $1 }
    }

    private static func listeningPort(of process: ChildProcess, in directory: TemporaryDirectory) async throws -> Int {
        var port: Int?
        _ = try await eventually(within: .seconds(20)) {
            let line = directory.read("stdout").split(separator: "\n").first { $0.contains("listening") }
            port = line?.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) }
            return port != nil || process.end != nil
        }
        guard let port, port > 0 else {
            throw TestFailure("the server does not listen: \(directory.read("stdout")) \(directory.read("stderr"))")
        }
        return port
    }

    /// SIGTERM, and how it ended.
    @discardableResult
    package func stop() async throws -> ChildProcess.Ending {
        await client.close()
        process.send(SIGTERM)
        return try await process.wait(atMost: .seconds(40 * Slowness.factor))
    }

    /// SIGKILL.
    package func kill() async throws {
        process.send(SIGKILL)
        try await process.wait()
        await client.close()
    }

    /// What runs in its sandboxes.
    package var programs: [pid_t] { Host.processes(ofUsers: users) }
}

/// Starts a server for the body and stops it whatever happens.
package func withServer<Value>(
    _ settings: [String: String] = [:], in directory: TemporaryDirectory? = nil,
    _ body: (ServerProcess) async throws -> Value
) async throws -> Value {
    let server = try await ServerProcess.start(.init(settings: settings), in: directory)
    do {
        let value = try await body(server)
        try await server.stop()
        return value
    } catch {
        _ = try? await server.stop()
        throw error
    }
}
