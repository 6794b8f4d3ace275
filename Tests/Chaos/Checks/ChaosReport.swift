/// What a run came to.
struct ChaosReport: Codable, Sendable {
    struct RecoveryTimes: Codable, Sendable {
        let after: String
        let count: Int
        /// Seconds, where nothing else was broken at the same time.
        let p50: Double?
        let max: Double?
        /// Seconds, of all.
        let maxOfAll: Double
    }

    var seed: UInt64
    var seconds: Double
    var jobs: Int
    var faults: Int
    var states: [String: Int]
    var counts: [String: Int]
    var invariants: [Invariant]
    var problems: [String: [String]]
    var remarks: [String]
    var recoveries: [RecoveryTimes]
    /// Of clients, seconds.
    var waitP50: Double
    var waitP99: Double
    var waitMax: Double

    var holds: Bool { invariants.allSatisfy(\.holds) }

    var text: String {
        var lines = ["", "seed \(seed): \(jobs) jobs, \(faults) faults, \(Format.seconds(seconds))"]
        lines.append(
            "jobs in the database: "
                + states.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        lines.append(
            "clients waited: p50 \(Format.seconds(waitP50)), p99 \(Format.seconds(waitP99)), "
                + "at most \(Format.seconds(waitMax))"
        )
        lines.append("")
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            lines.append(Format.column("\(count)", 8) + "  \(name)")
        }
        lines += ["", "first job after a fault, when nothing else was broken:"]
        for recovery in recoveries {
            let alone =
                recovery.max.map { "p50 \(Format.seconds(recovery.p50 ?? 0)), max \(Format.seconds($0))" } ?? "-"
            lines.append(
                "  \(recovery.after), \(recovery.count) times: \(alone); "
                    + "beside others max \(Format.seconds(recovery.maxOfAll))"
            )
        }
        lines.append("")
        for invariant in invariants {
            lines.append("\(invariant.holds ? "holds " : "BROKEN") \(invariant.name): \(invariant.detail)")
        }
        for (kind, examples) in problems.sorted(by: { $0.key < $1.key }) {
            lines += ["", "\(kind):"] + examples.map { "  " + $0 }
        }
        if !remarks.isEmpty { lines += ["", "worth a look:"] + remarks.prefix(20).map { "  " + $0 } }
        return lines.joined(separator: "\n")
    }
}
