import Foundation
import TestKit

/// What another tenant's hello world takes while every other slot runs an attack on the machine's resources.
struct FairShare: AttackCase {
    let id = "A23"
    let name = "A23-fair-share"
    let title = "another tenant's hello world, while every other slot runs a resource attack"
    let exceptions: Set<Oracle> = [.latency]

    private static let usual = 300
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
        let hellos = range.amount(Self.usual)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        for slots in [cores, 2 * cores] {
            let server = try await ServerProcess.start(.init(settings: ["WORKER_QUEUES_DEFAULT": "\(slots)"]))
            do {
                let tenant = CanaryTenant(client: server.client)
                _ = await tenant.quiet(20)
                let alone = await tenant.quiet(hellos)
                let among = try await measure(tenant, hellos, beside: slots - 1) { _ in "echo hello" }
                let attacked = try await measure(tenant, hellos, beside: slots - 1) { turn in
                    Self.attacks[turn % Self.attacks.count]
                }
                let wrong = alone.wrong + among.wrong + attacked.wrong
                findings.expect(wrong.isEmpty, "\(wrong.count) hellos were wrong, as \(wrong.first ?? "")")
                let ratio = attacked.percentile(0.99) / among.percentile(0.99)
                findings.note += String(
                    format: "%d slots on %d cores, p50 and p99: alone %.1f and %.1f ms, every other slot saying hello"
                        + " %.1f and %.1f ms, every other slot attacking %.1f and %.1f ms, ratio of p99 %.2f; ",
                    slots, cores, alone.percentile(0.5), alone.percentile(0.99), among.percentile(0.5),
                    among.percentile(0.99), attacked.percentile(0.5), attacked.percentile(0.99), ratio)
                findings.expect(
                    ratio <= 2 || attacked.percentile(0.99) <= 2 * alone.percentile(0.99),
                    "p99 is \(ratio) times the usual one with \(slots) slots")
                try await server.stop()
            } catch {
                _ = try? await server.stop()
                throw error
            }
        }
        return findings
    }

    /// The tenant's latencies while so many others run one program after the other.
    private func measure(
        _ tenant: CanaryTenant, _ hellos: Int, beside others: Int, _ program: @escaping @Sendable (Int) -> String
    ) async throws -> CanaryTenant.Latencies {
        let neighbours = (0..<others).map { number in
            Task {
                var turn = number
                while !Task.isCancelled {
                    _ = try? await tenant.client.bash(program(turn), ["limits": ["timeout": "1s"]])
                    turn += 1
                }
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        let latencies = await tenant.quiet(hellos)
        for neighbour in neighbours { neighbour.cancel() }
        for neighbour in neighbours { await neighbour.value }
        return latencies
    }
}
