extension HandCases {
    /// Attacks by a client of the API.
    static let clients: [any AttackCase] = []
}
