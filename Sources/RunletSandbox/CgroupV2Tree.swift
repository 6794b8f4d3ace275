import Glibc

/// Groups in the one hierarchy of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst).
struct CgroupV2Tree: CgroupTree {
    private static let controllers = ["cpu", "memory", "pids"]
    /// The leaf into which this process steps aside.
    private static let leaf = "runlet-server"
    private let parent: CgroupDirectory
    private let base: CgroupDirectory
    private let owner: CgroupOwner

    let bornInside = true
    var summary: String { "v2 at \(base.path)" }

    /// Nil where the hierarchy lacks the controllers (a hybrid host).
    init?(mounts: CgroupMounts, owner: CgroupOwner) throws(SandboxError) {
        guard let unified = mounts.unified,
            let root = try? CgroupDirectory(path: unified.root),
            let own = try? CgroupDirectory(path: unified.own)
        else { return nil }
        let offered = Set(
            (root.read("cgroup.controllers") ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
        let lacking = Self.controllers.filter { !offered.contains($0) }
        guard lacking.isEmpty else {
            if lacking.contains(where: { mounts.legacy[$0] != nil }) { return nil }
            throw .cgroupsUnavailable(
                "cgroup v2 at \(unified.root) lacks \(lacking.joined(separator: " and ")) (see its cgroup.controllers)")
        }
        self.owner = owner
        var reason = SandboxError.cgroupsUnavailable("no writable cgroup v2 directory")
        // One's own group if it was delegated, else the top: the rule that a group with processes has no children with
        // controllers binds all but the root.
        for candidate in [own, root] {
            do {
                for name in candidate.children() where CgroupOwner.isStale(name) {
                    candidate.clear(child: name)
                }
                try Self.enableControllers(in: candidate)
                let base = try candidate.makeChild(owner.name)
                try Self.enableControllers(in: base)
                (parent, self.base) = (candidate, base)
                return
            } catch {
                _ = candidate.removeChild(owner.name)
                reason = error
            }
        }
        throw reason
    }

    private static func enableControllers(in directory: CgroupDirectory) throws(SandboxError) {
        let enabled = Set(
            (directory.read("cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace).map(String.init))
        guard !controllers.allSatisfy(enabled.contains) else { return }
        let request = controllers.map { "+" + $0 }.joined(separator: " ")
        do {
            try directory.write(request, to: "cgroup.subtree_control")
        } catch SandboxError.cgroup(_, errno: EBUSY) {
            // The only process of a delegated group may step aside into a leaf.
            guard directory.read("cgroup.procs") == "\(getpid())\n" else {
                throw .cgroup("enable controllers in \(directory.path), which has other processes", errno: EBUSY)
            }
            try directory.makeChild(leaf).write("\(getpid())", to: "cgroup.procs")
            try directory.write(request, to: "cgroup.subtree_control")
        }
    }

    func makeGroup(name: String, limits: SandboxLimits) throws(SandboxError) -> any Cgroup {
        let directory = try base.makeChild(name)
        do {
            try directory.write("\(limits.memory)", to: "memory.max")
            if directory.has("memory.swap.max") {
                try directory.write("0", to: "memory.swap.max")
            } else {
                try SwapSpace.requireNone()
            }
            // The init is a process too.
            try directory.write("\(limits.processes + 1)", to: "pids.max")
            try directory.write("\(Int(limits.cpus * 100_000)) 100000", to: "cpu.max")
        } catch {
            _ = base.removeChild(name)
            throw error
        }
        return Group(base: base, name: name, directory: directory)
    }

    func removeAll() {
        _ = parent.removeChild(owner.name)
        // Back out of the leaf, so that the group is as it was found. While another of us uses it, the kernel refuses.
        guard parent.read("\(Self.leaf)/cgroup.procs") == "\(getpid())\n" else { return }
        let request = Self.controllers.map { "-" + $0 }.joined(separator: " ")
        guard (try? parent.write(request, to: "cgroup.subtree_control")) != nil else { return }
        guard (try? parent.write("\(getpid())", to: "cgroup.procs")) != nil else { return }
        _ = parent.removeChild(Self.leaf)
    }

    private struct Group: Cgroup {
        let base: CgroupDirectory
        let name: String
        let directory: CgroupDirectory

        var joinDescriptors: [Descriptor] { [directory.descriptor] }

        func usage() -> CgroupUsage {
            CgroupUsage(
                cpuTime: cpuTime(),
                // Since Linux 5.19; before, the end is the best that is known.
                memoryPeak: directory.number("memory.peak") ?? directory.number("memory.current") ?? 0,
                memoryKills: directory.number("oom_kill", in: "memory.events") ?? 0,
                processRefusals: directory.number("max", in: "pids.events") ?? 0)
        }

        func cpuTime() -> UInt64 {
            UInt64(max(0, directory.number("usage_usec", in: "cpu.stat") ?? 0)) * 1000
        }

        func yieldToYounger() {
            // A run has 100.
            try? directory.write("25", to: "cpu.weight")
        }

        func remove() -> Bool {
            base.removeChild(name)
        }
    }
}
