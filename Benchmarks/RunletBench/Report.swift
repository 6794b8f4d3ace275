import FoundationEssentials

/// Everything that was measured.
struct Report: Sendable {
    let machine: MachineFacts
    let runs: Int
    var rows: [Row] = []

    init(machine: MachineFacts, runs: Int) {
        self.machine = machine
        self.runs = runs
    }

    /// The rows whose goal is not met.
    var missed: [Row] { rows.filter(\.isMissed) }

    /// Whether the bare program's own times say that the machine did something else meanwhile.
    var isNoisy: Bool { rows.contains { $0.id == "bare.noise" && $0.value > 1.5 } }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let id: String
            let unit: String
            let value: Double
            let p90: Double?
            let p99: Double?
            let goal: String?
            let met: Bool?
        }

        let machine: MachineFacts
        let runs: Int
        let results: [Entry]
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            machine: machine, runs: runs,
            results: rows.map { row in
                .init(
                    id: row.id, unit: row.unit.rawValue, value: row.value, p90: row.p90, p99: row.p99,
                    goal: row.goal?.text(row.unit), met: row.goal == nil ? nil : !row.isMissed)
            })
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
