extension HandCases {
    /// Attacks by a client of the API.
    static let clients: [any AttackCase] =
        [
            HugeBodies(), SlowClients(), CrowdedServer(), DepartedClients(), RequestFlood(), GreedyTenant(),
        ] + webSockets + keys

    private static let webSockets: [any AttackCase] = [
        BrokenFrames(), FrameFloods(), FalseHandshakes(), SilentSockets(), DeafCrowd(), CrowdedRoom(),
        DepartedSockets(),
        StubbornPrograms(),
    ]

    private static let keys: [any AttackCase] = [WrongKeys(), OperatorsKey(), KeptKeys()]
}
