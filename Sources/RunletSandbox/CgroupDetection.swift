import Synchronization

/// Finds the hierarchy to use: v2 where it has the controllers, else v1.
enum CgroupDetection {
    private static let serial = Mutex(0)

    static func makeTree() throws(SandboxError) -> any CgroupTree {
        let owner = CgroupOwner(
            serial: serial.withLock { number in
                number += 1
                return number
            })
        let mounts = CgroupMounts()
        if let tree = try CgroupV2Tree(mounts: mounts, owner: owner) { return tree }
        return try CgroupV1Tree(mounts: mounts, owner: owner)
    }
}
