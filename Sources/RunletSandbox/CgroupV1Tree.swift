import Glibc

/// Groups in the hierarchies of cgroup v1 (Documentation/admin-guide/cgroup-v1), also on a hybrid host.
struct CgroupV1Tree: CgroupTree {
    /// A hierarchy: several controllers may share one.
    private struct Hierarchy: Sendable {
        let parent: CgroupDirectory
        let base: CgroupDirectory
        let controllers: Set<String>
    }

    private static let controllers = ["cpu", "cpuacct", "memory", "pids"]
    private let hierarchies: [Hierarchy]
    private let owner: CgroupOwner

    let bornInside = false
    var summary: String { "v1 at \(hierarchies.map(\.base.path).joined(separator: ", "))" }

    init(mounts: CgroupMounts, owner: CgroupOwner) throws(SandboxError) {
        var byPath: [String: Set<String>] = [:]
        for controller in Self.controllers {
            guard let path = mounts.legacy[controller] else {
                throw .cgroupsUnavailable("the \(controller) controller is mounted neither as v1 nor as v2")
            }
            byPath[path, default: []].insert(controller)
        }
        var hierarchies: [Hierarchy] = []
        for (path, controllers) in byPath.sorted(by: { $0.key < $1.key }) {
            let parent = try CgroupDirectory(path: path)
            for name in parent.children() where CgroupOwner.isStale(name) {
                parent.clear(child: name)
            }
            hierarchies.append(
                Hierarchy(parent: parent, base: try parent.makeChild(owner.name), controllers: controllers))
        }
        self.hierarchies = hierarchies
        self.owner = owner
    }

    func makeGroup(name: String, limits: SandboxLimits) throws(SandboxError) -> any Cgroup {
        var group = Group(name: name)
        do {
            for hierarchy in hierarchies {
                let directory = try hierarchy.base.makeChild(name)
                group.directories.append((hierarchy.base, directory))
                for controller in hierarchy.controllers {
                    try Self.limit(controller, in: directory, to: limits)
                    group.byController[controller] = directory
                }
                group.joinDescriptors.append(try directory.open("tasks", O_WRONLY))
            }
        } catch {
            _ = group.remove()
            throw error
        }
        return group
    }

    private static func limit(_ controller: String, in directory: CgroupDirectory, to limits: SandboxLimits)
        throws(SandboxError)
    {
        switch controller {
        case "cpu":
            try directory.write("100000", to: "cpu.cfs_period_us")
            try directory.write("\(Int(limits.cpus * 100_000))", to: "cpu.cfs_quota_us")
        case "memory":
            try directory.write("\(limits.memory)", to: "memory.limit_in_bytes")
            // Memory and swap together; absent where the kernel does not account for swap.
            if directory.has("memory.memsw.limit_in_bytes") {
                try directory.write("\(limits.memory)", to: "memory.memsw.limit_in_bytes")
            } else {
                try SwapSpace.requireNone()
            }
            // What waits in sockets is counted apart, and only once it has a limit.
            try directory.write("\(min(limits.memory / 4, 32 << 20))", to: "memory.kmem.tcp.limit_in_bytes")
        case "pids":
            // The init is a process too.
            try directory.write("\(limits.processes + 1)", to: "pids.max")
        default:
            break
        }
    }

    func removeAll() {
        for hierarchy in hierarchies {
            _ = hierarchy.parent.removeChild(owner.name)
        }
    }

    private struct Group: Cgroup {
        let name: String
        var directories: [(base: CgroupDirectory, own: CgroupDirectory)] = []
        var byController: [String: CgroupDirectory] = [:]
        var joinDescriptors: [Descriptor] = []

        init(name: String) {
            self.name = name
        }

        func usage() -> CgroupUsage {
            let memory = byController["memory"]
            return CgroupUsage(
                cpuTime: cpuTime(),
                memoryPeak: memory?.number("memory.max_usage_in_bytes") ?? 0,
                memoryKills: memory?.number("oom_kill", in: "memory.oom_control") ?? 0,
                processRefusals: byController["pids"]?.number("max", in: "pids.events") ?? 0)
        }

        func cpuTime() -> UInt64 {
            UInt64(max(0, byController["cpuacct"]?.number("cpuacct.usage") ?? 0))
        }

        func yieldToYounger() {
            // A run has 1024.
            try? byController["cpu"]?.write("256", to: "cpu.shares")
        }

        func remove() -> Bool {
            // Every hierarchy is tried, also after one that failed.
            directories.map { $0.base.removeChild(name) }.allSatisfy { $0 }
        }
    }
}
