/// Where the groups of this process's runs live.
protocol CgroupTree: Sendable {
    /// Whether an init is born in its group (v2) or joins it (v1).
    var bornInside: Bool { get }
    /// In words, for people: "v2 at /sys/fs/cgroup/..." .
    var summary: String { get }
    /// A group with its limits set and nobody in it.
    func makeGroup(name: String, limits: SandboxLimits) throws(SandboxError) -> any Cgroup
    /// Removes the tree's own directory, once every group is gone.
    func removeAll()
}
