import Foundation
import Glibc
import TestKit

struct UnremovableGroup: AttackCase {
    let id = "G20"
    let name = "G20-unremovable-groups"
    let title = "processes of somebody else sit in the groups of runs, so that these cannot be removed"
    let everyCommit = true

    private static let count = 5

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "2"]), &findings) { server, findings in
            let places = try CgroupPlaces(of: server.pid)
            var guests: [ChildProcess] = []
            for number in 0..<Self.count {
                let guest = try Shell.idle()
                guests.append(guest)
                async let answer = server.client.bash("sleep 0.3; echo \(number)")
                var sat = false
                _ = try await eventually {
                    // The newest run's groups: those of the runs before are taken.
                    for group in places.runs where Self.members(group).contains(where: { $0 != guest.pid }) {
                        guard !guests.contains(where: { Self.members(group).contains($0.pid) && $0 !== guest })
                        else { continue }
                        if (try? CgroupPlaces.write("\(guest.pid)", to: group + "/cgroup.procs")) != nil { sat = true }
                    }
                    return sat
                }
                findings.expect(sat, "nobody could sit down in a run's group")
                let text = try await answer
                findings.expect(
                    text["output"] == .string("\(number)\n"), "a run with a guest: \(text.text.prefix(200))")
            }
            _ = try await eventually { Self.names(places).count == Self.count }
            let left = Self.names(places)
            findings.expect(left.count == Self.count, "\(left.count) groups are kept of \(Self.count) with guests")
            for guest in guests where guest.end != nil { findings.problems.append("a guest was ended") }

            // The server goes on, keeps no more of them, and does not burn its time with trying.
            for number in 0..<20 {
                let answer = try await server.client.bash("echo \(number)")
                findings.expect(answer["output"] == .string("\(number)\n"), "\(answer.text.prefix(200))")
            }
            _ = try await eventually { Self.names(places) == left }
            let kept = Self.names(places)
            findings.expect(kept == left, "P-CG: groups without guests stay: \(kept.subtracting(left))")
            let start = ContinuousClock.now
            let idle = Self.ticks(server.pid)
            try await Task.sleep(for: .seconds(1))
            let share = Double(Self.ticks(server.pid) - idle) / ((ContinuousClock.now - start) / .milliseconds(10))
            findings.expect(share < 0.2, "trying again costs \(Int(share * 100)) % of a core")

            for guest in guests {
                guest.send(SIGKILL)
                try await guest.wait()
            }
            let isRemoved = try await eventually { places.runs.isEmpty }
            findings.expect(isRemoved, "P-CG: the guests are gone, and there is still \(places.runs)")
            findings.note = "\(Self.count) groups kept, \(Int(share * 100)) % of a core for it"
        }
        return findings
    }

    private static func names(_ places: CgroupPlaces) -> Set<String> {
        Set(places.runs.map { ($0 as NSString).lastPathComponent })
    }

    private static func members(_ group: String) -> [pid_t] {
        (Host.text(group + "/cgroup.procs") ?? "").split(separator: "\n").compactMap { pid_t($0) }
    }

    /// Hundredths of a second of processor time.
    private static func ticks(_ pid: pid_t) -> Int {
        let fields = (Host.text("/proc/\(pid)/stat") ?? "").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else { return 0 }
        return user + system
    }
}
