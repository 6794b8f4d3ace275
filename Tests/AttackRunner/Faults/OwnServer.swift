import Foundation
import Glibc
import TestKit

/// A server of a case's own, which it may harm.
enum OwnServer {
    /// - Parameter onlyBash: offers no other language: no tool chain is asked for its version beside what is looked at.
    static func start(
        _ options: ServerProcess.Options = .init(), in directory: TemporaryDirectory? = nil, onlyBash: Bool = true
    ) async throws -> ServerProcess {
        var options = options
        if onlyBash {
            let files = Host.names(in: Package.languages).filter { $0.hasSuffix(".toml") && $0 != "bash.toml" }
            options.settings["LANGUAGES_DISABLED"] = files.map { String($0.dropLast(5)) }.joined(separator: ",")
        }
        return try await ServerProcess.start(options, in: directory)
    }

    /// Starts a server for the body, and looks afterwards whether all of it is gone: the oracles look at the shared one.
    static func with(
        _ options: ServerProcess.Options = .init(), in directory: TemporaryDirectory? = nil, onlyBash: Bool = true,
        _ findings: inout CaseFindings, _ body: (ServerProcess, inout CaseFindings) async throws -> Void
    ) async throws {
        let server = try await start(options, in: directory, onlyBash: onlyBash)
        do {
            // Versions are asked for at the start, in sandboxes like any other.
            _ = try await server.client.get("/languages")
            _ = try await eventually(within: .seconds(20)) { server.programs.isEmpty }
            try await body(server, &findings)
        } catch {
            if server.process.end == nil { try? await server.kill() }
            removeGroups(of: server.pid)
            throw error
        }
        if server.process.end == nil {
            let parents = [server.pid] + Host.children(of: server.pid)
            let areReaped = try await eventually(within: .seconds(5)) { Host.zombies(below: parents).isEmpty }
            findings.expect(areReaped, "P-PROC: zombies are left")
            let end = try await server.stop()
            findings.expect(end == .exited(0), "a server that was told to stop ended as \(end)")
            findings.expect(
                Host.groups(of: server.pid).isEmpty, "P-CG: a server that stopped left \(Host.groups(of: server.pid))")
        }
        await server.client.close()
        try await expectNoPrograms(of: server, &findings)
        removeGroups(of: server.pid)
    }

    static func expectNoPrograms(of server: ServerProcess, _ findings: inout CaseFindings) async throws {
        let isGone = try await eventually(within: .seconds(5)) { server.programs.isEmpty }
        findings.expect(isGone, "P-PROC: of a server that is gone there still runs \(server.programs)")
    }

    /// What a server left that was killed, where no other one will come to clear it away.
    static func removeGroups(of pid: pid_t) {
        for group in Host.groups(of: pid) {
            for name in Host.names(in: group) where Host.isDirectory("\(group)/\(name)") { rmdir("\(group)/\(name)") }
            rmdir(group)
        }
    }

    /// Waits for the first right answer.
    static func expectWorking(
        _ client: ServerClient, within limit: Duration, _ findings: inout CaseFindings, _ when: String
    ) async throws {
        var last = ""
        let isWorking = try await eventually(within: limit) {
            let answer = try? await client.bash("echo works")
            last = answer.map { "\($0.status) \($0.text.prefix(200))" } ?? "no answer"
            return answer?["output"] == "works\n"
        }
        findings.expect(isWorking, "\(when), nothing runs: \(last)")
    }

    /// What /health says of the whole: UP or DOWN.
    static func health(_ client: ServerClient) async throws -> (status: String, text: String) {
        let answer = try await client.get("/health")
        return (answer["status"].string ?? "\(answer.status)", answer.text)
    }
}
