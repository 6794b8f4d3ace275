import Foundation
package import Glibc
import Synchronization
package import TestKit

/// One process of a cluster, which can end and start again: under the same configuration and, where it has one, on the
/// same port.
package final class ClusterNode: Sendable {
    package enum Role: String, Sendable {
        case coordinator, worker
    }

    private struct State {
        var process: ChildProcess?
        /// Whether it is meant to run: an end that nobody wanted is one of its own.
        var isWanted = false
        var starts = 0
        var ids: [pid_t] = []
        var unwanted: [ChildProcess.Ending] = []
        var client: ServerClient?
    }

    package let role: Role
    package let number: Int
    package let configurationFile: String
    /// Where a coordinator serves; 0 for a worker.
    package let port: Int
    /// The host's users that only this one's programs have.
    package let users = UserRange.new()
    package let brokerLink: Link?
    package let storeLink: Link?
    private let directory: String
    private let logs: String
    private let state = Mutex(State())

    /// - Parameters:
    ///   - configuration: lines of its file, with dotted keys.
    ///   - links: the wires to the broker and to the store.
    init(
        _ role: Role, number: Int, configuration: [String], in base: String, logs: String?, links: [Link?]
    ) throws {
        self.role = role
        self.number = number
        directory = "\(base)/\(role.rawValue)-\(number)"
        self.logs = logs ?? directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        port = role == .coordinator ? try LoopbackPort.free() : 0
        configurationFile = directory + "/node.toml"
        var lines = configuration
        if role == .coordinator {
            lines.append("coordinator.address = \"127.0.0.1:\(port)\"")
        } else {
            lines.append("worker.uidbase = \(users.lowerBound)")
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: configurationFile))
        (brokerLink, storeLink) = (links[0], links[1])
        for link in links { try link?.open() }
        if role == .coordinator { state.withLock { $0.client = ServerClient(port: port, connections: 1024) } }
    }

    package var name: String { "\(role.rawValue) \(number)" }

    /// Asks this one; a coordinator alone can be asked.
    package var client: ServerClient {
        guard let client = state.withLock({ $0.client }) else { preconditionFailure("\(name) takes no requests") }
        return client
    }

    package var pid: pid_t? { state.withLock { $0.process?.pid } }

    /// Every process that it was.
    package var ids: [pid_t] { state.withLock { $0.ids } }

    /// The ends that nobody asked for.
    package var unwantedEnds: [ChildProcess.Ending] { state.withLock { $0.unwanted } }

    /// What the last process printed as errors.
    package var errors: String {
        let starts = state.withLock { $0.starts }
        return Host.text("\(logs)/\(role.rawValue)-\(number).\(starts).err") ?? ""
    }

    /// The programs in its sandboxes.
    package var programs: [pid_t] { Host.processes(ofUsers: users) }

    var leftovers: [String] {
        let groups = ids.flatMap(Host.groups)
        let programs = programs
        return (groups.isEmpty ? [] : ["\(name) left the groups \(groups)"])
            + (programs.isEmpty ? [] : ["\(name) left the processes \(programs)"])
    }

    // MARK: Starting and ending

    /// Starts it and, where it serves, waits until it does.
    package func start() async throws {
        try await launch()
        guard role == .coordinator else { return }
        let isServing = try await eventually(within: .seconds(30 * Slowness.factor)) {
            (try? await client.get("/health")) != nil || hasEnded
        }
        guard isServing, !hasEnded else { throw TestFailure("\(name) does not serve: \(errors.suffix(2000))") }
    }

    /// Starts it and does not wait.
    package func launch() async throws {
        let number = state.withLock { state in
            state.starts += 1
            return state.starts
        }
        let file = "\(logs)/\(role.rawValue)-\(self.number).\(number)"
        // It ends with this process, whatever that dies of.
        let process = try await LastingThread.run { [role, configurationFile, directory] in
            try ChildProcess(
                "/usr/bin/setpriv",
                ["--pdeathsig", "KILL", Package.runlet, "run", role.rawValue, "--config", configurationFile],
                environment: CommandLineTool.environment(home: directory), directory: directory,
                stdout: file + ".out", stderr: file + ".err")
        }
        state.withLock { state in
            state.process = process
            state.ids.append(process.pid)
            state.isWanted = true
        }
    }

    /// Starts it again where it ended by itself, as the system's manager of services would. Says whether it had.
    package func restartIfEnded() async throws -> Bool {
        let hasEnded = state.withLock { state in
            guard state.isWanted, let end = state.process?.end else { return false }
            state.unwanted.append(end)
            state.isWanted = false
            return true
        }
        if hasEnded { try await launch() }
        return hasEnded
    }

    package var hasEnded: Bool { state.withLock { $0.process?.end != nil } }

    /// SIGKILL.
    package func kill() async throws {
        guard let process = unwantedFromNowOn() else { return }
        process.send(SIGKILL)
        try await process.wait()
    }

    /// Stops its clock, or lets it go on: this process, not what runs in its sandboxes.
    package func pause(_ isPaused: Bool) {
        state.withLock { $0.process }?.send(isPaused ? SIGSTOP : SIGCONT)
    }

    /// SIGTERM, and how it ended; nil where it did not run.
    @discardableResult
    package func stop() async throws -> ChildProcess.Ending? {
        guard let process = unwantedFromNowOn() else { return nil }
        process.send(SIGTERM)
        return try await process.wait(atMost: .seconds(60 * Slowness.factor))
    }

    func close() async {
        await state.withLock { $0.client }?.close()
        brokerLink?.close()
        storeLink?.close()
    }

    private func unwantedFromNowOn() -> ChildProcess? {
        state.withLock { state in
            state.isWanted = false
            return state.process
        }
    }
}
