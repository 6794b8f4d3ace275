extension HandCases {
    /// Attacks by a client of the API.
    static let clients: [any AttackCase] = [
        HugeBodies(), SlowClients(), CrowdedServer(), DepartedClients(), RequestFlood(), GreedyTenant(),
    ]
}
