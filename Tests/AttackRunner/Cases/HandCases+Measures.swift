extension HandCases {
    /// What is measured rather than tried.
    static let measures: [any AttackCase] = [ExactLimits(), FairShare(), MixedRuns()]
}
