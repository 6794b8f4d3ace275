import Foundation
import TestKit

/// How exact limits are: the kill at its time, processor time as counted by the program itself, memory at the peak.
struct ExactLimits: AttackCase {
    let id = "G31"
    let name = "G31-exact-limits"
    let title = "limits are met exactly, on a machine with twice as many busy runs as processors"
    let everyCommit = true
    /// Every slot is taken, so another tenant has to wait for one.
    let exceptions: Set<Oracle> = [.latency]

    private static let rounds = 20

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let late = await [
            ("wall", lateness(on: range, "timeout", "wall", "sleep 9")),
            ("cpu", lateness(on: range, "cpuTime", "cpu", "while :; do :; done")),
        ]
        for (kind, values) in late {
            let most = values.max() ?? .infinity
            findings.expect(
                values.count == Self.rounds && values.min() ?? -1 >= 0,
                "\(kind): \(values.count) of \(Self.rounds) runs ended at their limit, the first \(values.min() ?? -1) ms after"
            )
            findings.expect(most <= 100 * range.options.slowness, "\(kind): killed \(most) ms after the limit")
            findings.note += "\(kind) limit: killed at most \(Self.text(most)) ms late; "
        }
        try await memory(on: range, &findings)
        await aroundTheLimit(on: range, &findings)
        return findings
    }

    /// Milliseconds from a limit of 300 ms to the end, while every slot is busy.
    private func lateness(on range: AttackRange, _ limit: String, _ used: String, _ code: String) async
        -> [Double]
    {
        await parallel(Self.rounds, width: 4) { _ -> Double? in
            guard let answer = try? await range.client.bash(code, ["limits": .object([limit: "300ms"])]),
                ["timeout", "cpu-limit"].contains(answer["outcome"].string)
            else { return nil }
            return answer["usage"][used].number.map { $0 - 300 }
        }.compactMap(\.self)
    }

    /// The peak of programs that touch so much, by their own account of it.
    private func memory(on range: AttackRange, _ findings: inout CaseFindings) async throws {
        var worst = 0.0
        for megabytes in [32, 100, 200] {
            let code = """
                import mmap
                room = mmap.mmap(-1, \(megabytes) << 20)
                for at in range(0, len(room), 4096): room[at] = 1
                """
            // The first to read a file pays for its place in memory, so the least of some counts.
            guard let peak = try await least(code, range), let base = try await least("import mmap", range) else {
                findings.problems.append("no peak of memory")
                return
            }
            let expected = Double(base + (megabytes << 20))
            worst = max(worst, abs(Double(peak) - expected) / expected)
        }
        findings.expect(worst <= 0.05, "the peak of memory is \(Self.text(worst * 100)) % off")
        findings.note += "memory peak off by at most \(Self.text(worst * 100)) %; "
    }

    private func least(_ code: String, _ range: AttackRange) async throws -> Int? {
        var least: Int?
        for _ in 0..<4 {
            let answer = try await range.client.execute([
                "language": "python", "code": .string(code),
                "limits": ["timeout": .number(min(60, 5 * range.options.slowness))],
            ])
            // One that was ended on the way has not touched it all.
            guard answer["outcome"] == "completed" else { continue }
            guard let peak = answer["usage"]["memory"].int else { return nil }
            least = min(least ?? peak, peak)
        }
        return least
    }

    /// Programs that use 0.9 times their processor time end well, and with 1.2 times it none does.
    private func aroundTheLimit(on range: AttackRange, _ findings: inout CaseFindings) async {
        let code = """
            import sys, time
            while time.process_time() < float(sys.argv[1]): pass
            """
        // On a slow machine the sandbox's own set-up takes a larger part.
        let limit = 0.5 * range.options.slowness
        func run(_ share: Double) async -> [String?] {
            await parallel(Self.rounds, width: 4) { _ in
                try? await range.client.execute([
                    "language": "python", "code": .string(code), "args": [.string("\(limit * share)")],
                    "limits": ["cpuTime": .number(limit), "timeout": "60s"],
                ])["outcome"].string
            }
        }
        let below = await run(0.9)
        let above = await run(1.2)
        findings.expect(below.allSatisfy { $0 == "completed" }, "with 0.9 of the processor time: \(below)")
        findings.expect(above.allSatisfy { $0 == "cpu-limit" }, "with 1.2 of the processor time: \(above)")
        findings.note += "0.9 of the cpu time passes \(below.count { $0 == "completed" })/\(below.count),"
        findings.note += " 1.2 fails \(above.count { $0 == "cpu-limit" })/\(above.count)"
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}
