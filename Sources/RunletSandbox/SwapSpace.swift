/// The host's swap space, for kernels that do not account for it by group.
enum SwapSpace {
    /// Throws where there is some: a memory limit without accounting for swap would not be a limit.
    static func requireNone() throws(SandboxError) {
        // The first line is the heading.
        let lines = (readSmallFile("/proc/swaps") ?? "").split(separator: "\n")
        guard lines.count <= 1 else {
            throw .cgroupsUnavailable("swap is on and not accounted for: boot with swapaccount=1, or swapoff -a")
        }
    }
}
