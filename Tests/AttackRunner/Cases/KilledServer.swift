import Glibc
import TestKit

struct KilledServer: AttackCase {
    let id = "G01"
    let name = "G01-killed-server"
    let title = "the server is killed with runs of many kinds under way, and started again on its database"
    let everyCommit = true

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let options = ServerProcess.Options(settings: ["WORKER_QUEUES_DEFAULT": "6"])
        findings.note = try await Crash(slowness: range.options.slowness).run(options, &findings) { server, _ in
            server.process.send(SIGKILL)
            try await server.process.wait()
        }
        return findings
    }
}
