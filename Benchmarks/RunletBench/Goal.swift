/// What a measured value should not pass.
enum Goal: Sendable {
    case atMost(Double)
    case below(Double)

    func isMet(by value: Double) -> Bool {
        switch self {
        case .atMost(let limit): value <= limit
        case .below(let limit): value < limit
        }
    }

    func text(_ unit: Row.Unit) -> String {
        switch self {
        case .atMost(let limit): "≤ \(unit.text(limit, digits: limit == limit.rounded() ? 0 : 1))"
        case .below(let limit): "< \(unit.text(limit, digits: limit == limit.rounded() ? 0 : 1))"
        }
    }
}
