import Foundation
import Glibc
import TestKit

struct StaleGroups: AttackCase {
    let id = "G21"
    let name = "G21-stale-groups"
    let title = "a start where dead servers left a thousand groups, and others are alive"

    private static let count = 1000

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let places = try CgroupPlaces(of: range.server.pid)
        // runlet-<pid>-<start>-<serial>-<namespace>
        let parts = (places.bases[0] as NSString).lastPathComponent.split(separator: "-").map(String.init)
        guard parts.count == 5, let start = Int(parts[2]) else { throw TestFailure("the names are new: \(parts)") }
        let namespace = parts[4]
        let dead = (0..<Self.count).map { "runlet-\(4_100_000 + $0)-\($0)-1-\(namespace)" }
        // The pid is taken again, by somebody who started at another time.
        let reused = ["runlet-\(range.server.pid)-\(start + 1)-1-\(namespace)", "runlet-1-987654321-1-\(namespace)"]
        let alive = [
            "runlet-\(range.server.pid)-\(start)-77-\(namespace)", "runlet-4100000-1-1-4000000000", "runlet-4100000",
            "runlet-other", "attack-4100000-1-1-\(namespace)",
        ]
        let parents = places.parents
        defer {
            for parent in parents {
                for name in alive + reused + dead { rmdir("\(parent)/\(name)") }
            }
        }
        for parent in parents {
            for name in dead + reused + alive where mkdir("\(parent)/\(name)", 0o755) != 0 {
                throw TestFailure("mkdir \(parent)/\(name): errno \(errno)")
            }
            // What a dead one had in it.
            for name in dead.prefix(20) {
                for run in 0..<3 { mkdir("\(parent)/\(name)/run-\(run)", 0o755) }
            }
        }
        // A process that outlived its server.
        let orphan = try Shell.idle()
        defer { orphan.send(SIGKILL) }
        try CgroupPlaces.write("\(orphan.pid)", to: "\(parents[0])/\(dead[0])/run-0/cgroup.procs")
        // And one that belongs to a server that lives.
        let neighbour = try Shell.idle()
        defer { neighbour.send(SIGKILL) }
        try CgroupPlaces.write("\(neighbour.pid)", to: "\(parents[0])/\(alive[0])/cgroup.procs")

        let begin = ContinuousClock.now
        try await OwnServer.with(.init(), &findings) { server, findings in
            let ready = ContinuousClock.now - begin
            findings.expect(ready < .seconds(10 * range.options.slowness), "the start took \(ready)")
            for parent in parents {
                let names = Set(Host.names(in: parent))
                let left = (dead + reused).filter(names.contains)
                findings.expect(
                    left.isEmpty, "\(left.count) groups of dead servers are left in \(parent): \(left.prefix(2))")
                let gone = alive.filter { !names.contains($0) }
                findings.expect(gone.isEmpty, "P-CG: taken from others in \(parent): \(gone)")
            }
            let isEnded = try await eventually { orphan.end != nil }
            findings.expect(isEnded, "a process in a dead server's group lives")
            findings.expect(neighbour.end == nil, "a process in a living server's group was ended")
            try await OwnServer.expectWorking(server.client, within: .seconds(5), &findings, "after such a start")
            let answer = try await range.client.bash("echo other")
            findings.expect(answer["output"] == "other\n", "the other server: \(answer.text.prefix(200))")
            let total = (dead.count + reused.count) * parents.count
            findings.note = "\(total) groups of dead servers removed, ready after \(Int(ready / .milliseconds(1))) ms"
        }
        neighbour.send(SIGKILL)
        try await neighbour.wait()
        return findings
    }
}
