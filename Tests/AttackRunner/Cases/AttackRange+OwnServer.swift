import TestKit

extension AttackRange {
    /// So many on a usual machine, a tenth in the emulated one.
    func amount(_ usual: Int) -> Int { options.isMachine ? max(1, usual / 10) : usual }

    /// A duration on a usual machine, longer on a slow one.
    func patience(_ seconds: Double) -> Duration { .seconds(seconds * options.slowness) }

    /// Gives the body a server of its own, and looks afterwards what it left behind: the oracles look at the shared one.
    func withOwnServer(
        _ options: ServerProcess.Options, in directory: TemporaryDirectory? = nil, _ findings: inout CaseFindings,
        _ body: (ServerProcess, inout CaseFindings) async throws -> Void
    ) async throws {
        let server = try await ServerProcess.start(options, in: directory)
        do {
            try await body(server, &findings)
            let isEmpty = try await eventually(within: patience(2)) { server.programs.isEmpty }
            findings.expect(isEmpty, "P-PROC: processes that are left: \(server.programs)")
            let parents = [server.pid] + Host.children(of: server.pid)
            findings.expect(Host.zombies(below: parents).isEmpty, "P-PROC: zombies are left")
        } catch {
            _ = try? await server.stop()
            throw error
        }
        let end = try await server.stop()
        findings.expect(end == .exited(0), "the server ended with \(end)")
        findings.expect(Host.groups(of: server.pid).isEmpty, "P-CG: groups are left: \(Host.groups(of: server.pid))")
    }

    func withOwnServer(
        _ settings: [String: String], in directory: TemporaryDirectory? = nil, _ findings: inout CaseFindings,
        _ body: (ServerProcess, inout CaseFindings) async throws -> Void
    ) async throws {
        try await withOwnServer(.init(settings: settings), in: directory, &findings, body)
    }
}
