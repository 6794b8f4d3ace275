import Foundation
import Glibc
import TestKit

struct NoCgroups: AttackCase {
    let id = "G19"
    let name = "G19-no-groups"
    let title = "groups cannot be made: at the start, later, for good"

    private static let remount = """
        for place in $(awk '$0 ~ / - cgroup2? / { print $5 }' /proc/self/mountinfo); do
            tries=0
            until mount -o "remount,bind,$0" "$place"; do [ $((tries += 1)) -lt 20 ] || exit 1; sleep 0.1; done
        done
        """

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let slowness = range.options.slowness
        let said = try await RefusedStart.of(
            .after("bash -c '\(Self.quoted)' ro && exec \"$@\"", ownMounts: true), &findings, "without groups")
        findings.expect(said.contains("cgroup") && said.contains("To mend it"), "it says \(said)")

        let options = ServerProcess.Options.after("exec \"$@\"", ownMounts: true)
        try await OwnServer.with(options, &findings) { server, findings in
            try await OwnServer.expectWorking(server.client, within: .seconds(5 * slowness), &findings, "at first")
            let places = try CgroupPlaces(of: server.pid)
            if CgroupPlaces.isV2 {
                try CgroupPlaces.write("0", to: places.bases[0] + "/cgroup.max.descendants")
                try await expectRefused(server.client, "at the bound of groups", &findings)
                try CgroupPlaces.write("max", to: places.bases[0] + "/cgroup.max.descendants")
            }

            try await remount("ro", server)
            let start = ContinuousClock.now
            for _ in 0..<3 { try await expectRefused(server.client, "without groups", &findings) }
            // A look is taken every 15 s.
            let limit = Duration.seconds(16 + 5 * slowness)
            var health = ""
            let isDown = try await eventually(within: limit) {
                try await Task.sleep(for: .milliseconds(200))
                let report = try await OwnServer.health(server.client)
                health = report.text
                return report.status == "DOWN"
            }
            let down = ContinuousClock.now - start
            findings.expect(isDown && health.contains("cgroup"), "/health is \(health.prefix(300))")
            // What is known of it is at most a second old.
            try await Task.sleep(for: .milliseconds(1100))
            let refused = try await server.client.bash("echo unwanted")
            findings.expect(
                refused.status == 503 && refused.header("retry-after") != nil, "it is refused with \(refused.status)")
            try await remount("rw", server)
            try await OwnServer.expectWorking(server.client, within: limit, &findings, "with groups again")

            // On every hierarchy, each alone is enough.
            if let base = places.bases.last {
                _ = try await eventually { places.runs.isEmpty }
                findings.expect(rmdir(base) == 0, "\(base) cannot be removed: errno \(errno)")
                try await expectRefused(server.client, "with its directory gone", &findings)
            }
            findings.note = "/health DOWN after \(Int(down / .seconds(1))) s"
        }
        return findings
    }

    private static var quoted: String { remount.replacing("'", with: "'\\''") }

    private func remount(_ mode: String, _ server: ServerProcess) async throws {
        try await Shell.run(
            "nsenter --target \"$1\" --mount bash -c \"$2\" \"$3\"", "\(server.pid)", Self.remount, mode)
    }

    private func expectRefused(_ client: ServerClient, _ when: String, _ findings: inout CaseFindings) async throws {
        let answer = try await client.bash("echo unwanted")
        findings.expect([500, 503].contains(answer.status), "\(when), a run is answered with \(answer.status)")
        findings.expect(answer["output"].string?.contains("unwanted") != true, "\(when), a program ran")
    }
}
