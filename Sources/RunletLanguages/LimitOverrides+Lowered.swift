import RunletCore

extension LimitOverrides {
    /// A language's limits over the defaults, none of them above its cap: what an administrator capped stays capped.
    func lowered(over defaults: Limits, caps: Limits) -> Limits {
        Limits(
            cpus: min(cpus ?? defaults.cpus, caps.cpus), memory: min(memory ?? defaults.memory, caps.memory),
            timeout: min(timeout ?? defaults.timeout, caps.timeout), cpuTime: cpuTime ?? defaults.cpuTime,
            processes: min(processes ?? defaults.processes, caps.processes),
            output: min(output ?? defaults.output, caps.output), disk: min(disk ?? defaults.disk, caps.disk))
    }
}
