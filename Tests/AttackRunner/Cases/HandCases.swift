/// The cases that are written in Swift.
enum HandCases {
    static let all: [any AttackCase] = tenants + clients + faults + measures
}
