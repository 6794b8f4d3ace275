/// A measured number, and what it should be.
struct Measurement: Codable, Sendable {
    let name: String
    let value: Double
    let unit: String
    /// In words; nil where there is none.
    let goal: String?
    let isMet: Bool?
    let detail: String

    init(
        _ name: String, _ value: Double, _ unit: String, goal: String? = nil, isMet: Bool? = nil, _ detail: String = ""
    ) {
        (self.name, self.value, self.unit, self.goal) = (name, value, unit, goal)
        (self.isMet, self.detail) = (isMet, detail)
    }

    var text: String {
        let judgement = goal.map { " (goal \($0): \(isMet == true ? "met" : "MISSED"))" } ?? ""
        return "\(name): \(Format.number(value)) \(unit)\(judgement)" + (detail.isEmpty ? "" : "; \(detail)")
    }
}
