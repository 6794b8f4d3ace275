import Foundation
import TestKit

/// N12: the network namespaces of thousands of runs all go away.
struct LeftNamespaces: AttackCase {
    let id = "N12"
    let name = "N12-left-namespaces"
    let title = "thousands of runs leave no network namespace, interface or connection behind"

    /// The kernel counts by whole pages, and others on the machine have namespaces too.
    private static let slack = 64

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        // So many jobs are more than the shared server's disk is meant to hold.
        try await OwnServer.with(.init(settings: ["WORKER_QUEUES_DEFAULT": "4"]), &findings) { server, findings in
            try await attack(server.client, range, &findings)
        }
        return findings
    }

    private func attack(
        _ client: ServerClient, _ range: AttackRange, _ findings: inout CaseFindings
    ) async throws {
        let count = range.amount(2000)
        let before = Self.namespaces
        let links = Self.links
        let connections = Self.connections
        let start = ContinuousClock.now
        let peak = Peak(every: .milliseconds(20)) { Self.namespaces ?? 0 }
        let wrong = await parallel(count, width: 16) { number -> String? in
            do {
                let answer = try await client.bash("echo \(number)")
                return answer["output"] == .string("\(number)\n") ? nil : answer.text
            } catch {
                return "\(error)"
            }
        }.compactMap(\.self)
        let highest = await peak.end()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        findings.expect(wrong.isEmpty, "\(wrong.count) runs failed, as \(wrong.first ?? "")")
        // The kernel takes them apart in the background.
        if let before {
            let isBack = try await eventually(within: range.patience(15)) {
                (Self.namespaces ?? 0) <= before + Self.slack
            }
            findings.expect(isBack, "P-NS: \(Self.namespaces ?? 0) network namespaces, \(before) before")
        }
        let isBack = try await eventually(within: range.patience(5)) { Self.links == links }
        findings.expect(isBack, "P-NS: interfaces \(Self.links), before \(links)")
        findings.expect(Self.connections <= connections + 200, "\(Self.connections) tracked, \(connections) before")
        let counts = before.map { "namespaces \($0), \(highest) at the peak, then \(Self.namespaces ?? 0)" }
        findings.note =
            "\(count) runs, \(String(format: "%.1f", seconds)) s; \(counts ?? "the kernel does not count namespaces")"
    }

    /// Those that the kernel holds, with or without a process in them; nil where it does not say.
    private static var namespaces: Int? {
        let lines = (Host.text("/proc/slabinfo") ?? "").split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("net_namespace ") }) else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    private static var links: [String] { Host.names(in: "/sys/class/net").sorted() }

    private static var connections: Int {
        Host.text("/proc/sys/net/netfilter/nf_conntrack_count").flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    }
}
