import Foundation
import TestKit

struct LockedDatabase: AttackCase {
    let id = "G07"
    let name = "G07-locked-database"
    let title = "another process holds the lock on the database, for 2 s and for 7 s"

    private static let script = """
        import sqlite3, sys, time
        db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
        db.execute('BEGIN EXCLUSIVE')
        print('locked', flush=True)
        time.sleep(float(sys.argv[2]))
        db.execute('ROLLBACK')
        """

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "4"]), &findings) { server, findings in
            var notes: [String] = []
            var sent = 0
            var refusedAll = 0
            for seconds in [2, 7] {
                let (right, refused, slowest) = try await lock(
                    server, seconds, &sent, &findings, range.options.slowness)
                // Two seconds are less than the server waits for a lock.
                findings.expect(seconds > 2 || refused == 0, "\(refused) were refused for a lock of 2 s")
                refusedAll += refused
                notes.append("\(seconds) s: \(right) right, \(refused) refused, the slowest after \(slowest) ms")
                try await OwnServer.expectWorking(
                    server.client, within: .seconds(10 * range.options.slowness), &findings, "after the lock")
                sent += 1
                let health = try await OwnServer.health(server.client)
                findings.expect(health.status == "UP", "after the lock /health is \(health.text.prefix(300))")
            }
            let list = try await server.client.get("/jobs?size=100").json
            let total = list["totalItems"].int ?? 0
            findings.expect(
                (sent - refusedAll...sent).contains(total),
                "\(total) jobs are stored, of \(sent) with \(refusedAll) refused")
            findings.expect(list["items"].items.allSatisfy { $0["endedAt"] != .null }, "a job has no end")
            findings.note = notes.joined(separator: "; ")
        }
        return findings
    }

    private func lock(
        _ server: ServerProcess, _ seconds: Int, _ sent: inout Int, _ findings: inout CaseFindings, _ slowness: Double
    ) async throws -> (right: Int, refused: Int, slowest: Int) {
        // Accepted before: running when the lock comes, and waiting for their turn.
        var accepted: [(id: String, run: MixedRun)] = []
        for number in 0..<8 {
            let run = MixedRun.make(number)
            accepted.append((try await run.submit(to: server.client), run))
        }
        let directory = try TemporaryDirectory()
        let locker = try Shell.start(
            "exec python3 -c \"$1\" \"$2\" \"$3\"",
            [Self.script, server.directory.path + "/runlet.sqlite", "\(seconds)"],
            in: directory)
        let isLocked = try await eventually(within: .seconds(30)) {
            directory.read("out").contains("locked") || locker.end != nil
        }
        guard isLocked, locker.end == nil else { throw TestFailure("no lock: \(directory.read("err"))") }
        let start = ContinuousClock.now
        let waiting = (10..<16).map { number in
            Task {
                let answer = await MixedRun.make(number).execute(on: server.client, streamed: number % 3 == 0)
                return (answer, Int((ContinuousClock.now - start) / .milliseconds(1)))
            }
        }
        sent += accepted.count + waiting.count
        // Reading needs no lock.
        let reading = ContinuousClock.now
        let list = try await server.client.get("/jobs")
        findings.expect(list.status == 200, "while the database is locked, reading is \(list.status)")
        let read = ContinuousClock.now - reading
        findings.expect(read < .seconds(1 * slowness), "while the database is locked, reading takes \(read)")
        try await locker.wait()
        var (right, refused, slowest) = (0, 0, 0)
        for client in waiting {
            let (answer, milliseconds) = await client.value
            slowest = max(slowest, milliseconds)
            switch answer {
            case .right: right += 1
            case .wrong(let problem): findings.problems.append(problem)
            case .refused(let status, let message):
                refused += 1
                findings.expect([429, 500, 503].contains(status), "refused with \(status) \(message)")
            case .broken: findings.problems.append("an answer is missing")
            }
        }
        for (id, run) in accepted {
            let job = try await server.client.ended(id, within: .seconds(30 * slowness))
            let problem = job["state"] == "COMPLETED" ? run.problem(in: job["result"]) : "\(job["state"])"
            if let problem { findings.problems.append("accepted before the lock: \(problem)") }
        }
        return (right, refused, slowest)
    }
}
