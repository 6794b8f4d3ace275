extension HandCases {
    /// Faults of the machine and of the engine.
    static let faults: [any AttackCase] =
        [
            KilledServer(), KilledLauncher(), KilledInit(), StoppedLauncher(), LockedDatabase(), RestartedServer(),
            RestartStorm(), ReadOnlyDisk(), ClockJump(), ServerOutOfMemory(), MemoryShortage(), NoCgroups(),
            UnremovableGroup(), StaleGroups(), StoppedServer(), LargestResult(), ReusedProcessID(), RefusedCalls(),
            FewResources(), NoUserNamespaces(), MissingLayers(),
        ] + FullDisk.all
}
