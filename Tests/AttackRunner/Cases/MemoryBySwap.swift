import Foundation
import TestKit

/// R18: what is swapped out counts too.
struct MemoryBySwap: AttackCase {
    let id = "R18"
    let name = "R18-memory-by-swap"
    let title = "memory, files and shared memory beyond the limit do not go to the swap"

    private static let limit = 64 << 20
    /// What else the machine may have swapped meanwhile.
    private static let slack = 8 << 20

    private static let programs: [(String, String)] = [
        (
            "c",
            """
            #include <stdlib.h>
            #include <string.h>
            int main(void) { for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); } }
            """
        ),
        ("bash", "for i in {1..400}; do head -c 1M /dev/zero >>/tmp/x; done; echo survived"),
        ("bash", "for i in {1..400}; do head -c 1M /dev/zero >>/dev/shm/x; done; echo survived"),
        (
            "python",
            """
            import os
            f = os.memfd_create("x")
            while True: os.write(f, b"x" * (1 << 20))
            """
        ),
    ]

    func obstacle(on range: AttackRange) -> String? {
        if !range.options.isMachine { return "only where nothing else uses the swap: in the emulated machine" }
        return Self.free > 256 << 20 ? nil : "there is no swap"
    }

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let before = Self.free
        // Less is worse here.
        let peak = Peak(every: .milliseconds(20)) { -Self.free }
        for (language, code) in Self.programs {
            let answer = try await range.client.execute([
                "language": .string(language), "code": .string(code),
                "limits": ["memory": .number(Double(Self.limit)), "disk": "512MiB", "timeout": "30s"],
            ])
            let outcome = answer["outcome"].string ?? answer.text
            findings.expect(outcome == "memory-limit", "\(language): \(outcome): \(answer["output"])")
            let used = answer["run"]["usage"]["memory"].int ?? .max
            findings.expect(used <= Self.limit * 105 / 100, "\(language): \(used) bytes of \(Self.limit)")
        }
        let lowest = -(await peak.end())
        findings.expect(lowest >= before - Self.slack, "\(before - lowest) bytes went to the swap")
        findings.note = "swap free \(before >> 20) MiB, at least \(lowest >> 20) MiB"
        return findings
    }

    /// Bytes of swap that are free.
    private static var free: Int {
        let line = (Host.text("/proc/meminfo") ?? "").split(separator: "\n").first { $0.hasPrefix("SwapFree:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
