/// One attack and what must come of it.
protocol AttackCase: Sendable {
    /// As in the index: a letter and a number.
    var id: String { get }
    /// What it does, in a file name's form.
    var name: String { get }
    var title: String { get }
    /// Whether it is part of `make test`.
    var everyCommit: Bool { get }
    /// Why it cannot be tried here; nil where it can.
    func obstacle(on range: AttackRange) -> String?
    /// Attacks; the oracles are asked by the caller.
    func run(on range: AttackRange) async throws -> CaseFindings
    /// Why it is accepted where it succeeds; nil where it is not.
    var accepted: String? { get }
    /// Oracles that do not apply.
    var exceptions: Set<Oracle> { get }
    /// Seconds that it may take on a usual machine.
    var timeLimit: Double { get }
}

extension AttackCase {
    var everyCommit: Bool { false }
    var exceptions: Set<Oracle> { [] }
    var accepted: String? { nil }
    var timeLimit: Double { 120 }
    func obstacle(on range: AttackRange) -> String? { nil }
}

/// What a case found by itself.
struct CaseFindings: Sendable {
    var problems: [String] = []
    var note = ""

    mutating func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
        if !condition { problems.append(problem()) }
    }
}
