extension HandCases {
    /// Attacks between tenants, and against the machine as a whole.
    static let tenants: [any AttackCase] = [
        CrossedWires(), GuessedIDs(), DeletedAtRest(), LeftNamespaces(), AllDescriptors(), AllProcessIDs(),
        MemoryBySwap(), UnkillableServer(),
    ]
}
