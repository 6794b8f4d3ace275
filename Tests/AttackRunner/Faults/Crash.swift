import Foundation
import Glibc
import TestKit

/// A server that dies with runs of many kinds under way, and one that takes over its database.
struct Crash {
    let slowness: Double
    /// Accepted with a 202.
    var jobs = 20
    /// Clients that wait, every second one for a stream.
    var clients = 12
    /// An outcome that a run may have as well.
    var excused: String?
    /// Whether the next server has its groups where the dead one had, and so clears away what that one left.
    var clearsUp = true

    /// - Parameter dying: ends the server.
    /// - Returns: what was measured.
    func run(
        _ options: ServerProcess.Options, _ findings: inout CaseFindings,
        dying: (ServerProcess, inout CaseFindings) async throws -> Void
    ) async throws -> String {
        let directory = try TemporaryDirectory()
        let first = try await OwnServer.start(options, in: directory)
        var accepted: [(id: String, run: MixedRun)] = []
        for number in 0..<jobs {
            let run = MixedRun.make(number)
            accepted.append((try await run.submit(to: first.client), run))
        }
        let waiting = (0..<clients).map { number in
            Task {
                await MixedRun.make(100 + number)
                    .execute(on: first.client, streamed: number % 2 == 1, excused: excused)
            }
        }
        _ = try await eventually(within: .seconds(10 * slowness)) {
            let list = try await first.client.get("/jobs?size=100").json["items"].items
            let ended = list.count { $0["endedAt"] != .null }
            return list.count == jobs + clients && ended > 3 && first.programs.count >= 4
        }
        let ended = try await ended(accepted.map(\.id), first.client)
        let launchers = Host.children(of: first.pid)
        let inits = launchers.flatMap(Host.children)
        let own = Set(Host.namespaces(of: getpid()))
        let namespaces = Set((launchers + inits).flatMap(Host.namespaces)).subtracting(own)
        findings.expect(!inits.isEmpty, "nothing ran when the server died")

        try await dying(first, &findings)
        let died = ContinuousClock.now
        let isGone = try await eventually(within: .seconds(5 * slowness)) {
            first.programs.isEmpty && (launchers + inits).allSatisfy(Self.hasEnded)
        }
        let gone = (ContinuousClock.now - died) / .milliseconds(1)
        findings.expect(isGone, "P-PROC: \(first.programs) outlived their server")
        let held = namespaces.intersection(
            Host.names(in: "/proc").compactMap { pid_t($0) }.filter { !Self.hasEnded($0) }.flatMap(Host.namespaces))
        findings.expect(held.isEmpty, "P-NS: of the dead server's namespaces somebody still has \(held)")
        var answered = 0
        for client in waiting {
            switch await client.value {
            case .right: answered += 1
            case .wrong(let problem): findings.problems.append("before the server died: \(problem)")
            case .broken: break
            case .refused(let status, let message):
                findings.problems.append("a dying server refused with \(status) \(message)")
            }
        }
        await first.client.close()
        try await takeOver(directory, first, accepted, ended, &findings)
        let lost = jobs + clients - ended.count - answered
        return
            "\(jobs + clients) runs, \(lost) of them open when it died; its processes were gone after \(Int(gone)) ms"
    }

    /// Gone, or waits for the machine's own init to take note.
    private static func hasEnded(_ pid: pid_t) -> Bool {
        ["Z", nil].contains(Host.status("State", of: pid).first)
    }

    /// The jobs that have ended, as they are.
    private func ended(_ ids: [String], _ client: ServerClient) async throws -> [String: JSONValue] {
        var ended: [String: JSONValue] = [:]
        for id in ids {
            let job = try await client.get("/jobs/\(id)").json
            if job["endedAt"] != .null { ended[id] = job }
        }
        return ended
    }

    private func takeOver(
        _ directory: TemporaryDirectory, _ first: ServerProcess, _ accepted: [(id: String, run: MixedRun)],
        _ ended: [String: JSONValue], _ findings: inout CaseFindings
    ) async throws {
        let start = ContinuousClock.now
        let options = ServerProcess.Options(settings: ["WORKER_QUEUES_DEFAULT": "4"])
        try await OwnServer.with(options, in: directory, &findings) { second, findings in
            let ready = ContinuousClock.now - start
            findings.expect(ready < .seconds(10 * slowness), "the next start took \(ready)")
            let left = Host.groups(of: first.pid)
            findings.expect(left.isEmpty || !clearsUp, "P-CG: of the dead server there is still \(left)")
            for (id, run) in accepted {
                let job = try await second.client.ended(id, within: .seconds(30 * slowness))
                let isCompleted = job["state"] == "COMPLETED"
                let problem = isCompleted ? run.problem(in: job["result"], excused: excused) : "\(job["state"]) \(job)"
                if let problem { findings.problems.append("after the restart: \(problem.prefix(300))") }
                if let before = ended[id] {
                    findings.expect(job == before, "a job that had ended changed with the restart")
                }
                let results = try await second.client.events(of: id).count { $0.name == "result" }
                findings.expect(results == 1, "a job has \(results) results in its events")
            }
            // Those whose clients waited were accepted too.
            var open: [JSONValue] = []
            var total = 0
            _ = try await eventually(within: .seconds(20 * slowness)) {
                let list = try await second.client.get("/jobs?size=100").json
                total = list["totalItems"].int ?? 0
                open = list["items"].items.filter { $0["endedAt"] == .null }
                return open.isEmpty
            }
            findings.expect(open.isEmpty, "jobs that never end: \(open.count)")
            findings.expect(
                (jobs...jobs + clients).contains(total), "there are \(total) jobs of \(jobs + clients) that were sent")
            try await OwnServer.expectWorking(second.client, within: .seconds(5), &findings, "after the restart")
        }
    }
}
