import Foundation
import Glibc
import TestKit

struct KilledInit: AttackCase {
    let id = "G02"
    let name = "G02-killed-init"
    let title = "the init of one run is killed on each of its attempts, and that of another is stopped"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            let id = try await server.client.submit("sleep 15; echo late")
            var last: pid_t = 0
            for attempt in 1...3 {
                var initial: pid_t?
                _ = try await eventually {
                    let task = try await server.client.get("/jobs/\(id)").json["tasks"][0]
                    initial = Self.inits(of: server).first { $0 != last }
                    return task["attempt"].int == attempt && task["state"] == "RUNNING" && initial != nil
                        && !server.programs.isEmpty
                }
                guard let pid = initial else {
                    findings.problems.append(
                        "attempt \(attempt) was never made: \(try await server.client.get("/jobs/\(id)").text)")
                    return
                }
                last = pid
                kill(pid, SIGKILL)
            }
            let job = try await server.client.ended(id)
            findings.expect(job["state"] == "FAILED", "a run whose init died three times is \(job["state"])")
            findings.expect(
                job["result"]["outcome"] == "internal-error", "its outcome is \(job["result"]["outcome"])")
            findings.expect(job["tasks"][0]["attempt"].int == 3, "it had \(job["tasks"][0]["attempt"]) attempts")
            let results = try await server.client.events(of: id).count { $0.name == "result" }
            findings.expect(results == 1, "it has \(results) results")

            // A stopped one is beyond its own help; the time-out must reach it all the same.
            let start = ContinuousClock.now
            async let answer = server.client.bash("echo begun; sleep 30", ["limits": ["timeout": 1]])
            _ = try await eventually { Self.inits(of: server).count == 1 && !server.programs.isEmpty }
            try await Task.sleep(for: .milliseconds(200))
            for pid in Self.inits(of: server) { kill(pid, SIGSTOP) }
            let outcome = try await answer["outcome"]
            let took = ContinuousClock.now - start
            findings.expect(outcome == "timeout", "a run with a stopped init ended as \(outcome)")
            findings.expect(took < .seconds(3 * range.options.slowness), "it took \(took) with a time-out of 1 s")
            try await OwnServer.expectWorking(server.client, within: .seconds(5), &findings, "afterwards")
        }
        return findings
    }

    private static func inits(of server: ServerProcess) -> [pid_t] {
        Host.children(of: server.pid).flatMap(Host.children).filter { Host.status("State", of: $0).first != "Z" }
    }
}
