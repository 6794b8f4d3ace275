/// One line of the result.
struct Row: Sendable {
    enum Unit: String, Sendable {
        case milliseconds = "ms"
        case perSecond = "runs/s"
        case mebibytes = "MiB"
        case ratio = "×"

        func text(_ value: Double, digits: Int? = nil) -> String {
            let digits = digits ?? (self == .milliseconds || self == .ratio ? 2 : 1)
            return "\(value.fixed(digits)) \(rawValue)"
        }
    }

    /// A stable name for machines.
    let id: String
    let title: String
    let unit: Unit
    /// The value, or the median where there are many.
    let value: Double
    var p90: Double?
    var p99: Double?
    var goal: Goal?

    init(_ id: String, _ title: String, _ unit: Unit, _ value: Double, goal: Goal? = nil) {
        self.id = id
        self.title = title
        self.unit = unit
        self.value = value
        self.goal = goal
    }

    init(_ id: String, _ title: String, _ samples: Samples, goal: Goal? = nil) {
        self.init(id, title, .milliseconds, samples.p50, goal: goal)
        p90 = samples.p90
        p99 = samples.p99
    }

    var isMissed: Bool {
        goal.map { !$0.isMet(by: value) } ?? false
    }

    /// The row's cells, in the order of ``headings``.
    var cells: [String] {
        [
            title, unit.text(value), p90.map { unit.text($0) } ?? "", p99.map { unit.text($0) } ?? "",
            goal?.text(unit) ?? "", goal == nil ? "" : isMissed ? "MISSED" : "ok",
        ]
    }

    static let headings = ["", "value or p50", "p90", "p99", "goal", ""]
}
