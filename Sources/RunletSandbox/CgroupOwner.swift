import Glibc

/// The name under which this process keeps its groups, and how the groups of dead processes are told.
///
/// A name says which process made it: its pid, when it started, a number for several trees of one process, and the pid
/// namespace that the pid is of. Such a process is alive or it is not; no lock file is needed. Of another namespace's processes nothing
/// can be said from here, so their groups are left alone.
package struct CgroupOwner: Sendable {
    package let name: String
    private static let prefix = "runlet-"

    package init(serial: Int) {
        let pid = getpid()
        name = "\(Self.prefix)\(pid)-\(Self.startTime(of: pid) ?? 0)-\(serial)-\(Self.namespace)"
    }

    /// Whether this is the name of a group whose process is gone.
    package static func isStale(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let parts = name.dropFirst(prefix.count).split(separator: "-")
        guard parts.count == 4, parts[3] == namespace, let pid = pid_t(parts[0]), let start = UInt64(parts[1]) else {
            return false
        }
        return startTime(of: pid) != start
    }

    /// The number of this process's pid namespace (the inode of /proc/self/ns/pid).
    package static let namespace: String = {
        var info = stat()
        return stat("/proc/self/ns/pid", &info) == 0 ? "\(info.st_ino)" : "0"
    }()

    /// Clock ticks from boot to the start of a process (proc(5), field 22 of stat), or nil where there is none.
    private static func startTime(of pid: pid_t) -> UInt64? {
        guard let text = readSmallFile("/proc/\(pid)/stat"), let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }
}
