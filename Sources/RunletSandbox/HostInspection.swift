/// What the machine could do better. None of it keeps a program from being isolated; a second bug might use it.
public enum HostInspection {
    public static func layers() -> [IsolationLayer] {
        [cgroupVersion, kernelMemory, processor, hyperThreads]
    }

    private static var cgroupVersion: IsolationLayer {
        let isUnified = (readSmallFile("/sys/fs/cgroup/cgroup.controllers") ?? "").contains("memory")
        return IsolationLayer(
            "cgroup version", isUnified ? .inForce : .weaker,
            isUnified ? "v2" : "v1: old code, and a process joins its groups only after its birth",
            remedy: isUnified ? nil : "boot with systemd.unified_cgroup_hierarchy=1 cgroup_no_v1=all")
    }

    private static var kernelMemory: IsolationLayer {
        let isOff = (readSmallFile("/proc/cmdline") ?? "").contains("nokmem")
        return IsolationLayer(
            "kernel memory", isOff ? .weaker : .inForce,
            isOff ? "what the kernel holds for a program is not counted" : "counted",
            remedy: isOff ? "boot without cgroup.memory=nokmem" : nil)
    }

    /// Documentation/admin-guide/hw-vuln
    private static var processor: IsolationLayer {
        let directory = "/sys/devices/system/cpu/vulnerabilities"
        let open = fileNames(in: directory).sorted().filter {
            readSmallFile("\(directory)/\($0)")?.hasPrefix("Vulnerable") == true
        }
        return IsolationLayer(
            "processor", open.isEmpty ? .inForce : .weaker,
            open.isEmpty ? "no vulnerability without a mitigation" : "vulnerable: \(open.joined(separator: ", "))",
            remedy: open.isEmpty
                ? nil : "newer microcode and kernel, no mitigations=off; in a virtual machine, of its host")
    }

    private static var hyperThreads: IsolationLayer {
        let isOn = readSmallFile("/sys/devices/system/cpu/smt/active")?.hasPrefix("1") == true
        return IsolationLayer(
            "hyper-threads", isOn ? .weaker : .inForce,
            isOn ? "two programs may share a core and its caches" : "none, or off",
            remedy: isOn ? "boot with nosmt where tenants must not measure each other" : nil)
    }
}
