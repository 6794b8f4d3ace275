import Foundation
import TestKit

/// What another tenant's hello world takes while every other slot runs an attack on the machine's resources.
struct FairShare: AttackCase {
    let id = "A23"
    let name = "A23-fair-share"
    let title = "another tenant's hello world, while every other slot runs a resource attack"
    let exceptions: Set<Oracle> = [.latency]

    private static let hellos = 300
    private static let attacks = [
        "for i in $(seq 30); do while :; do :; done & done; wait",
        "bomb() { bomb | bomb & }; bomb; wait; sleep 2",
        "yes", "yes >&2 & yes", "yes > /work/x; sleep 2",
        "i=0; while :; do : > f$i; i=$((i + 1)); done",
        "x=x; while :; do x=$x$x; done",
        "while :; do (:) & wait; done",
        "while :; do head -c 40000000 /dev/zero > x; done",
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        for slots in [cores, 2 * cores] {
            let server = try await ServerProcess.start(.init(settings: ["WORKER_QUEUES_DEFAULT": "\(slots)"]))
            do {
                let (quiet, loaded) = try await measure(server, others: slots - 1)
                let wrong = quiet.wrong + loaded.wrong
                findings.expect(wrong.isEmpty, "\(wrong.count) hellos were wrong, as \(wrong.first ?? "")")
                let ratio = loaded.percentile(0.99) / quiet.percentile(0.99)
                findings.note += String(
                    format: "%d slots on %d cores: p50 %.1f to %.1f ms, p99 %.1f to %.1f ms, ratio %.2f; ", slots,
                    cores,
                    quiet.percentile(0.5), loaded.percentile(0.5), quiet.percentile(0.99), loaded.percentile(0.99),
                    ratio)
                findings.expect(ratio <= 2, "p99 is \(ratio) times the quiet one with \(slots) slots")
                try await server.stop()
            } catch {
                _ = try? await server.stop()
                throw error
            }
        }
        return findings
    }

    private func measure(_ server: ServerProcess, others: Int) async throws
        -> (CanaryTenant.Latencies, CanaryTenant.Latencies)
    {
        let tenant = CanaryTenant(client: server.client)
        _ = await tenant.quiet(20)
        let quiet = await tenant.quiet(Self.hellos)
        let attackers = (0..<others).map { number in
            Task {
                var turn = number
                while !Task.isCancelled {
                    let code = Self.attacks[turn % Self.attacks.count]
                    _ = try? await server.client.bash(code, ["limits": ["timeout": "1s"]])
                    turn += 1
                }
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        let loaded = await tenant.quiet(Self.hellos)
        for attacker in attackers { attacker.cancel() }
        for attacker in attackers { await attacker.value }
        return (quiet, loaded)
    }
}
