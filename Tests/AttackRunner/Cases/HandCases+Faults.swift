extension HandCases {
    /// Faults of the machine and of the engine.
    static let faults: [any AttackCase] = []
}
