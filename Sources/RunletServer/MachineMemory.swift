import FoundationEssentials

/// The machine's memory in bytes, as the kernel tells.
package struct MachineMemory: Hashable, Sendable {
    package let total: Int
    /// What programs could get without swapping.
    package let available: Int

    /// Nil where the system does not tell.
    package static var now: MachineMemory? {
        // A file of the kernel's: reading it waits for nothing.
        guard let text = try? Data(contentsOf: URL(filePath: "/proc/meminfo")) else { return nil }
        return MachineMemory(meminfo: String(decoding: text, as: UTF8.self))
    }

    /// - Parameter meminfo: the text of `/proc/meminfo`: lines such as `MemTotal:  16384 kB`.
    package init?(meminfo: String) {
        func bytes(_ name: String) -> Int? {
            let line = meminfo.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
        }
        guard let total = bytes("MemTotal"), let available = bytes("MemAvailable") else { return nil }
        self.total = total
        self.available = available
    }
}
