import Foundation
import TestKit

/// Tries one case after the other and asks the oracles after each.
struct CaseRunner {
    let range: AttackRange
    /// The other tenant's usual latency.
    let quiet: CanaryTenant.Latencies

    func run(_ attack: any AttackCase) async -> CaseReport {
        var report = CaseReport(id: attack.id, name: attack.name, title: attack.title, verdict: .pass)
        if let obstacle = attack.obstacle(on: range) {
            report.verdict = .notApplicable
            report.problems = [obstacle]
            return report
        }
        let start = ContinuousClock.now
        // The other tenant's last run may still be on its way out.
        _ = try? await eventually(within: .seconds(2 * range.options.slowness)) { range.server.programs.isEmpty }
        let base = HostState(of: range)
        do {
            let (findings, latencies) = try await range.tenant.during { try await ended(attack) }
            report.problems = findings.problems
            report.note = findings.note
            if !attack.exceptions.contains(.latency) { report.problems += problems(of: latencies) }
        } catch {
            report.problems.append("\(error)")
        }
        if let end = range.server.process.end { report.problems.append("the server is gone: \(end)") }
        report.problems += await lasting(since: base, except: attack.exceptions)
        if !report.problems.isEmpty {
            report.verdict = .fail
            if let accepted = attack.accepted, !report.problems.contains(where: { $0.hasPrefix("P-") }) {
                report.verdict = .notApplicable
                report.problems = ["accepted: \(accepted)"]
            }
        }
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        return report
    }

    /// What the case found, where it comes to its end: one that waits for ever is a failure with a name.
    private func ended(_ attack: any AttackCase) async throws -> CaseFindings {
        try await withThrowingTaskGroup { group in
            defer { group.cancelAll() }
            group.addTask { try await attack.run(on: range) }
            group.addTask {
                let seconds = attack.timeLimit * range.options.slowness
                try await Task.sleep(for: .seconds(seconds))
                throw TestFailure("it has no end after \(Int(seconds)) s")
            }
            return try await group.next() ?? CaseFindings()
        }
    }

    /// Differences that are still there after the second that an oracle allows, and a moment for the clearing away.
    private func lasting(since base: HostState, except: Set<Oracle>) async -> [String] {
        var differences: [String] = []
        let end = ContinuousClock.now + .seconds(2 * range.options.slowness)
        repeat {
            differences = HostState(of: range).differences(from: base, except: except)
            if differences.isEmpty { return [] }
            try? await Task.sleep(for: .milliseconds(50))
        } while ContinuousClock.now < end
        return differences
    }

    /// Every hello right, and none far too late: the percentiles of a few are no measure, those are taken apart.
    private func problems(of latencies: CanaryTenant.Latencies) -> [String] {
        var problems = latencies.wrong.prefix(2).map { "P-LAT: another tenant got \($0)" }
        let most = latencies.milliseconds.max() ?? 0
        let bound = max(1000, quiet.percentile(0.5) * 20) * range.options.slowness
        if most > bound { problems.append("P-LAT: another tenant waited for \(Int(most)) ms") }
        return problems
    }
}
