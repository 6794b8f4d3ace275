/// The group of one run: its limits, and what the kernel counted.
protocol Cgroup: Sendable {
    /// The descriptors that the init needs to get in, for as long as it needs them.
    var joinDescriptors: [Descriptor] { get }
    /// What was used so far.
    func usage() -> CgroupUsage
    /// Nanoseconds of processor time so far.
    func cpuTime() -> UInt64
    /// From now on younger runs go first where processors are scarce.
    func yieldToYounger()
    /// Removes the group. False while the kernel still holds on to it.
    func remove() -> Bool
}

/// What a group used.
package struct CgroupUsage: Sendable {
    package var cpuTime: UInt64
    package var memoryPeak: Int
    /// Processes that the kernel ended because the group had no memory left.
    package var memoryKills: Int
    /// Forks that the kernel refused because the group was full.
    package var processRefusals: Int

    package init(cpuTime: UInt64, memoryPeak: Int, memoryKills: Int, processRefusals: Int) {
        self.cpuTime = cpuTime
        self.memoryPeak = memoryPeak
        self.memoryKills = memoryKills
        self.processRefusals = processRefusals
    }
}
