import Glibc

/// The name under which this process keeps its groups, and how the groups of dead processes are told.
///
/// A name says which process made it: its pid, when that process started, and a number for several trees of one process.
/// A process with that pid and that start is alive or it is not; no lock file is needed.
package struct CgroupOwner: Sendable {
    package let name: String
    private static let prefix = "runlet-"

    package init(serial: Int) {
        let pid = getpid()
        name = "\(Self.prefix)\(pid)-\(Self.startTime(of: pid) ?? 0)-\(serial)"
    }

    /// Whether this is the name of a group whose process is gone.
    package static func isStale(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        let parts = name.dropFirst(prefix.count).split(separator: "-")
        guard parts.count == 3, let pid = pid_t(parts[0]), let start = UInt64(parts[1]) else { return false }
        return startTime(of: pid) != start
    }

    /// Clock ticks from boot to the start of a process (proc(5), field 22 of stat), or nil where there is none.
    private static func startTime(of pid: pid_t) -> UInt64? {
        guard let text = readSmallFile("/proc/\(pid)/stat"), let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }
}
