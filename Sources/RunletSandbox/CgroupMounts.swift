/// Which cgroup hierarchies this process sees, and where it is in each.
package struct CgroupMounts: Sendable {
    /// The directory of this process in the v2 hierarchy, and the hierarchy's root.
    package var unified: (own: String, root: String)?
    /// The directory of this process in each v1 hierarchy, by controller.
    package var legacy: [String: String] = [:]

    package init() {
        self.init(
            mountinfo: readSmallFile("/proc/self/mountinfo", limit: 1 << 20) ?? "",
            membership: readSmallFile("/proc/self/cgroup") ?? "")
    }

    /// From the texts of proc(5)'s mountinfo and cgroups(7)'s /proc/self/cgroup.
    package init(mountinfo: String, membership: String) {
        var paths: [String: String] = [:]
        for line in membership.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            for controller in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
                paths[String(controller)] = String(parts[2])
            }
        }
        for line in mountinfo.split(separator: "\n") {
            let halves = line.split(separator: " - ", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let left = halves[0].split(separator: " ")
            let right = halves[1].split(separator: " ")
            guard left.count >= 5, right.count >= 3 else { continue }
            let (root, mountPoint) = (String(left[3]), String(left[4]))
            if right[0] == "cgroup2", let path = paths[""] {
                unified = (Self.join(mountPoint, path, below: root), mountPoint)
            } else if right[0] == "cgroup" {
                for option in right[2].split(separator: ",") {
                    guard let path = paths[String(option)] else { continue }
                    legacy[String(option)] = Self.join(mountPoint, path, below: root)
                }
            }
        }
    }

    /// The directory of a group in a mount that may show only a part of the hierarchy (as in a container).
    private static func join(_ mountPoint: String, _ path: String, below root: String) -> String {
        var rest = path[...]
        if root != "/" {
            // Outside of what is mounted: the mount's own root is the nearest place.
            rest = path == root || path.hasPrefix(root + "/") ? path.dropFirst(root.count) : ""
        }
        if rest.hasPrefix("/..") { rest = "" }
        return rest == "/" || rest.isEmpty ? mountPoint : mountPoint + rest
    }
}
