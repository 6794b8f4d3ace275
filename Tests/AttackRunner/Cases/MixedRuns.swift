import Foundation
import TestKit

/// Twenty thousand runs of many kinds, after which every count is where it was.
struct MixedRuns: AttackCase {
    let id = "G30"
    let name = "G30-mixed-runs"
    let title = "very many mixed runs leave every count where it was"

    var timeLimit: Double { 1800 }

    private static let usual = 20_000
    /// What the kernel keeps for groups and namespaces, which no oracle of a single case can tell from noise.
    private static let slabs = ["net_namespace", "mnt_cache", "pid_namespace", "user_namespace", "kmalloc-cg-4k"]

    /// A program, and the outcomes that it may have.
    private static let kinds: [(request: JSONValue, outcomes: Set<String>)] = [
        (["language": "bash", "code": "echo $((6 * 7))"], ["completed"]),
        (["language": "bash", "code": "(setsid sleep 60 &) ; exit 3"], ["failed"]),
        (["language": "bash", "code": "kill -SEGV $$"], ["signaled"]),
        (["language": "bash", "code": "yes", "limits": ["output": "4KiB"]], ["output-limit"]),
        (["language": "bash", "code": "sleep 9", "limits": ["timeout": "20ms"]], ["timeout"]),
        (
            ["language": "bash", "code": "head -c 5000000 /dev/zero > x", "limits": ["disk": "64KiB"]], ["disk-limit"]
        ),
        (
            // Not in Bash, which tries a fork again a second later.
            [
                "language": "bash", "limits": ["processes": 3],
                "code": "exec perl -e 'for (1..6) { $p = fork; exit 7 if !defined $p; sleep 9 if !$p }'",
            ], ["process-limit"]
        ),
        (
            ["language": "bash", "code": "echo a > a; ln -s a b; mkdir c", "artifacts": ["*"]], ["completed"]
        ),
        (
            ["language": "bash", "code": "x=x; while :; do x=$x$x; done", "limits": ["memory": "16MiB"]],
            ["memory-limit"]
        ),
        (["language": "bash", "code": "cat", "stdin": "hello", "env": ["A": "b"]], ["completed"]),
    ]

    func run(on range: AttackRange) async throws -> CaseFindings {
        var findings = CaseFindings()
        let count = range.amount(Self.usual)
        try await OwnServer.with(.init(), &findings) { server, findings in
            // The heap, the caches and the pools have their size after these.
            _ = await runs(count / 20, server.client)
            let settled = Counts(server)
            let start = ContinuousClock.now
            let wrong = await runs(count, server.client).compactMap(\.self)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            findings.expect(wrong.isEmpty, "\(wrong.count) of \(count) runs are wrong, as \(wrong.first ?? "")")
            var differences: [String] = []
            let isBack = try await eventually(within: range.patience(20)) {
                differences = Counts(server).growth(since: settled)
                return differences.isEmpty
            }
            findings.expect(isBack, differences.joined(separator: "; "))
            findings.note =
                "\(count) runs in \(Int(seconds)) s, \(Int(Double(count) / seconds)) a second; "
                + Counts(server).text(settled)
        }
        return findings
    }

    /// With the usual time for it, also on a slow machine.
    private static func inUsualTime(_ request: JSONValue) -> JSONValue {
        guard Slowness.factor > 1, case .object(var fields) = request, request["limits"]["timeout"] == .null else {
            return request
        }
        var limits: [String: JSONValue] = if case .object(let limits)? = fields["limits"] { limits } else { [:] }
        limits["timeout"] = .number(min(60, 5 * Slowness.factor))
        fields["limits"] = .object(limits)
        return .object(fields)
    }

    /// What was wrong with each; nil where nothing was.
    private func runs(_ count: Int, _ client: ServerClient) async -> [String?] {
        await parallel(count, width: 6) { number in
            let kind = Self.kinds[number % Self.kinds.count]
            do {
                let answer = try await client.execute(Self.inUsualTime(kind.request))
                if let outcome = answer["outcome"].string, kind.outcomes.contains(outcome) { return nil }
                return "\(kind.request["code"]): \(answer.status) \(answer.text.prefix(300))"
            } catch {
                return "\(error)"
            }
        }
    }

    /// What must not grow with the number of runs.
    private struct Counts {
        private var values: [(name: String, value: Int, slack: Int)] = []

        init(_ process: ServerProcess) {
            let server = process.pid
            let launchers = Host.children(of: server)
            values = [
                ("server descriptors", Host.descriptors(of: server), 8),
                ("launcher descriptors", launchers.map(Host.descriptors).reduce(0, +), 2),
                ("server MiB", Host.residentMemory(of: server) >> 20, 12),
                ("launcher KiB", launchers.map(Host.residentMemory).reduce(0, +) >> 10, 1024),
                ("memory groups", Host.memoryGroups, 100),
                ("mounts", Host.text("/proc/\(server)/mountinfo")?.split(separator: "\n").count ?? 0, 0),
                ("programs", process.programs.count, 0),
            ]
            let objects = Host.slabObjects(MixedRuns.slabs)
            values += MixedRuns.slabs.compactMap { name in objects[name].map { (name, $0, 200) } }
        }

        func growth(since before: Counts) -> [String] {
            zip(values, before.values).compactMap { now, then in
                now.value <= then.value + now.slack ? nil : "\(now.name): \(then.value) became \(now.value)"
            }
        }

        func text(_ before: Counts) -> String {
            zip(values, before.values).map { "\($0.name) \($1.value)>\($0.value)" }.joined(separator: ", ")
        }
    }
}
