import Foundation
import Glibc
import TestKit

struct RestartedServer: AttackCase {
    let id = "G08"
    let name = "G08-restarted-server"
    let title = "the server is restarted with jobs queued, and events are followed over it"

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let directory = try TemporaryDirectory()
        let options = ServerProcess.Options(
            settings: ["WORKER_QUEUES_DEFAULT": "1", "COORDINATOR_GRACETIMEOUT": "500ms"])
        let whole = (1...15).map { "\($0)\n" }.joined()
        var ids: [String] = []
        var last = 0
        var beforehand = ""
        try await OwnServer.with(options, in: directory, &findings) { server, findings in
            beforehand = try await server.client.submit("echo before")
            _ = try await server.client.ended(beforehand)
            ids.append(try await server.client.submit("for i in {1..15}; do echo $i; sleep 0.1; done"))
            for number in 0..<5 { ids.append(try await server.client.submit("echo queued \(number)")) }
            let running = ids[0]
            let watch = Task { await server.client.eventsUntilCut("GET", "/jobs/\(running)/events") }
            _ = try await eventually(within: .seconds(10 * range.options.slowness)) {
                try await server.client.get("/jobs/\(running)/log").text.contains("4\n")
            }
            server.process.send(SIGTERM)
            let (status, events) = await watch.value
            findings.expect(status == 200, "following is \(status)")
            last = events.compactMap(\.id).max() ?? 0
            findings.expect(last >= 3, "nothing was seen before the stop: \(events.map(\.name))")
            findings.expect(!events.contains { $0.name == "result" }, "a result of a run that was given up")
            await server.client.close()
            // What it ran is over its grace time: that is no clean end, but an end.
            _ = try await server.process.wait(atMost: .seconds(10 * range.options.slowness))
        }
        try await OwnServer.with(options, in: directory, &findings) { server, findings in
            let (running, seen) = (ids[0], last)
            async let resumed = server.client.events(of: running, after: seen)
            let anew = try await server.client.events(of: running)
            for (events, what) in [(try await resumed, "resumed"), (anew, "begun anew")] {
                let results = events.filter { $0.name == "result" }
                findings.expect(results.count == 1, "\(what), there are \(results.count) results")
                findings.expect(
                    events.last?.json["output"].string == whole, "\(what), the result is \(events.last?.data ?? "none")"
                )
            }
            let attempts = anew.filter { $0.name == "started" }.compactMap { $0.json["attempt"].int }
            findings.expect(attempts == [2], "the attempts after the restart are \(attempts)")
            let text = anew.compactMap { $0.json["text"].string }.joined()
            findings.expect(text == whole, "the output after the restart is \(text)")
            for (number, id) in ids.dropFirst().enumerated() {
                let job = try await server.client.ended(id)
                findings.expect(
                    job["result"]["output"] == .string("queued \(number)\n"), "a queued job is \(job["state"])")
                let results = try await server.client.events(of: id).count { $0.name == "result" }
                findings.expect(results == 1, "a queued job has \(results) results")
            }
            let old = try await server.client.events(of: beforehand, after: 3)
            findings.expect(old.map(\.name) == ["result"], "of a job that had ended, the rest is \(old.map(\.name))")
        }
        findings.note = "followed from event \(last)"
        return findings
    }
}
