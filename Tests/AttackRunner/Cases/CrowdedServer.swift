import TestKit

/// A08: connections do not take the descriptors that runs need.
struct CrowdedServer: AttackCase {
    let id = "A08"
    let name = "A08-crowded-server"
    let title = "more silent connections than the server has descriptors do not stop the runs of others"
    let everyCommit = true

    /// The least with which a server starts: a run's own limit is as high.
    private static let descriptors = 1024

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let limited = ServerProcess.Options(
            program: "/bin/sh",
            arguments: [
                "-c", "ulimit -n \(Self.descriptors) && exec \"$0\" \"$@\"", Package.runlet, "run", "standalone",
            ],
            settings: ["WORKER_QUEUES_DEFAULT": "4"])
        try await OwnServer.with(limited, &findings) { server, findings in
            // Others who were there before.
            let client = ServerClient(port: server.port, connections: 4)
            let settled = await parallel(4, width: 4) { _ in try? await client.bash("sleep 0.2") }
            findings.expect(settled.allSatisfy { $0?.status == 200 }, "no server")
            let before = Host.descriptors(of: server.pid)
            let crowd = try ConnectionCrowd(Self.descriptors * 3 / 2, port: server.port, sending: "POST /exec")
            _ = try await eventually(within: .seconds(2)) { Host.descriptors(of: server.pid) > before + 200 }
            let answers = await parallel(40, width: 4) { number in
                (try? await client.bash("echo hello \(number)")).map { "\($0.status) \($0.text)" } ?? "no answer"
            }
            let most = Host.descriptors(of: server.pid)
            let wrong = answers.filter { !$0.hasPrefix("200 ") || !$0.contains(#""output":"hello "#) }
            findings.expect(wrong.isEmpty, "\(wrong.count) of \(answers.count) are wrong, as \(wrong.first ?? "")")
            findings.expect(most > before + 200, "the crowd was none: \(most) descriptors")
            let isUp = try await client.get("/health").json["status"]
            findings.expect(isUp == "UP", "the health is \(isUp)")
            await client.close()
            withExtendedLifetime(crowd) {}
            findings.note = "\(crowd.count) connections, \(most) of \(Self.descriptors) descriptors"
        }
        return findings
    }
}
