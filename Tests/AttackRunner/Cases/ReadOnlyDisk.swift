import Foundation
import Glibc
import TestKit

struct ReadOnlyDisk: AttackCase {
    let id = "G15"
    let name = "G15-read-only-disk"
    let title = "the kernel makes the database's disk read-only, as it does after an error"

    func obstacle(on range: AttackRange) -> String? {
        if access("/dev/loop-control", R_OK | W_OK) != 0 { return "there are no loop devices" }
        return ["/sbin", "/usr/sbin"].contains { access($0 + "/mke2fs", X_OK) == 0 } ? nil : "there is no mke2fs"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let directory = try TemporaryDirectory()
        let slowness = range.options.slowness
        try await Shell.run(
            "cd \"$1\" && mkdir disk && truncate -s 64M image && mke2fs -q -F -t ext4 image", directory.path)
        let options = ServerProcess.Options.after(
            "mount -o loop image disk && exec \"$@\"",
            settings: [
                "WORKER_QUEUES_DEFAULT": "4", "DATASTORE_SQLITE_PATH": directory.path + "/disk/runlet.sqlite",
                "COORDINATOR_GRACETIMEOUT": "2s",
            ], ownMounts: true)
        var accepted: [(id: String, run: MixedRun)] = []
        let first = try await OwnServer.start(options, in: directory)
        for number in 0..<8 {
            let run = MixedRun.make(number)
            accepted.append((try await run.submit(to: first.client), run))
        }
        let early = (10..<14).map { number in Task { await MixedRun.make(number).execute(on: first.client) } }
        _ = try await eventually { first.programs.count >= 3 }
        let isReadOnly = try await Shell.run(
            """
            nsenter --target "$1" --mount mount -o remount,abort "$2" >/dev/null 2>&1
            nsenter --target "$1" --mount touch "$2/file" 2>/dev/null && echo no || echo yes
            """, "\(first.pid)", directory.path + "/disk")
        findings.expect(isReadOnly == "yes\n", "the disk can still be written")
        let late = (20..<24).map { number in Task { await MixedRun.make(number).execute(on: first.client) } }
        for client in late {
            switch await client.value {
            case .refused(500, _), .refused(503, _): break
            case let other: findings.problems.append("on a read-only disk a client got \(other)")
            }
        }
        let accepting = try await first.client.post("/execute?wait=false", MixedRun.make(0).body)
        findings.expect(
            accepting.status == 503, "on a read-only disk a job is accepted: \(accepting.status)")
        let health = try await OwnServer.health(first.client)
        findings.expect(
            health.status == "DOWN" && health.text.contains("datastore"), "/health is \(health.text.prefix(300))")
        let reading = try await first.client.get("/jobs")
        first.process.send(SIGTERM)
        let start = ContinuousClock.now
        for client in early {
            if case .wrong(let problem) = await client.value { findings.problems.append(problem) }
        }
        await first.client.close()
        try await first.process.wait(atMost: .seconds(30 + 10 * slowness))
        let took = ContinuousClock.now - start
        findings.expect(took < .seconds(5 + 5 * slowness), "with a grace time of 2 s the end took \(took)")
        try await OwnServer.expectNoPrograms(of: first, &findings)
        // The mount goes with the last process that sees it.
        _ = try await eventually { !Host.isDirectory("/proc/\(first.pid)") }

        try await OwnServer.with(options, in: directory, &findings) { second, findings in
            for (id, run) in accepted {
                let job = try await second.client.ended(id, within: .seconds(30 * slowness))
                let problem = job["state"] == "COMPLETED" ? run.problem(in: job["result"]) : "\(job["state"])"
                if let problem { findings.problems.append("accepted before: \(problem)") }
            }
            try await OwnServer.expectWorking(second.client, within: .seconds(5 * slowness), &findings, "afterwards")
        }
        findings.note = "reading \(reading.status), /health DOWN, the end after \(Int(took / .milliseconds(1))) ms"
        return findings
    }
}
