import Foundation
import TestKit

struct NoUserNamespaces: AttackCase {
    let id = "G27"
    let name = "G27-no-user-namespaces"
    let title = "user.max_user_namespaces is 0: at the start, and later"
    /// All servers of the machine are without them.
    let exceptions: Set<Oracle> = [.latency]

    private static let setting = "/proc/sys/user/max_user_namespaces"

    func obstacle(on range: AttackRange) -> String? {
        range.options.isMachine ? nil : "the setting is the whole machine's"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let slowness = range.options.slowness
        let before = (Host.text(Self.setting) ?? "10000").trimmingCharacters(in: .whitespacesAndNewlines)
        defer { try? CgroupPlaces.write(before, to: Self.setting) }
        try await OwnServer.with(.init(), &findings) { server, findings in
            try await OwnServer.expectWorking(server.client, within: .seconds(5 * slowness), &findings, "at first")
            try CgroupPlaces.write("0", to: Self.setting)
            let answer = try await server.client.bash("echo unwanted")
            findings.expect([500, 503].contains(answer.status), "a run is answered with \(answer.status)")
            findings.expect(!answer.text.contains("unwanted\\n"), "a program ran")
            let said = try await RefusedStart.of(.init(), &findings, "without user namespaces")
            findings.expect(said.contains("user.max_user_namespaces"), "it says \(said)")
            try CgroupPlaces.write(before, to: Self.setting)
            let limit = Duration.seconds(16 + 5 * slowness)
            try await OwnServer.expectWorking(server.client, within: limit, &findings, "with them again")
            try await OwnServer.expectWorking(
                range.client, within: limit, &findings, "with them again, on the other server")
        }
        return findings
    }
}
