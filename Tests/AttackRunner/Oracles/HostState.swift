import Foundation
import Glibc
import TestKit

/// What the machine and the server hold at one time, as far as an attack could change it.
struct HostState: Sendable {
    private(set) var values: [Oracle: [String: String]] = [:]

    /// How much of a thing may have been added; nothing where it is not named.
    private static let slack: [String: Int] = [
        // Less is no harm.
        "programs": 0, "zombies": 0,
        // Connections of the other tenant come and go.
        "server descriptors": 8,
        "launcher descriptors": 2,
        // Bytes: the heap keeps what it once needed.
        "server memory": 48 << 20,
        "launcher memory": 4 << 20,
        // Bytes: the database's journal, which is cleared away the later the slower or busier the machine is.
        "disk": Int(96 * min(4, Slowness.factor)) << 20,
        // Kilobytes: the machine has other users.
        "machine memory": 1 << 20,
        // Milliseconds: clocks are steered.
        "clock ahead": 500, "clock behind": 500,
    ]

    init(of range: AttackRange) {
        let server = range.server.pid
        let launchers = Host.children(of: server)
        values[.processes] = [
            "programs": "\(range.server.programs.count)",
            "zombies": "\(Host.zombies(below: [server] + launchers).count)",
        ]
        values[.cgroups] = ["groups": Self.lines(Host.groups(of: server))]
        values[.mounts] = [
            "host": "\(Self.count("/proc/self/mountinfo"))", "server": "\(Self.count("/proc/\(server)/mountinfo"))",
        ]
        values[.namespaces] = [
            "interfaces": Self.lines(Host.names(in: "/sys/class/net")),
            "server": Self.lines(Host.namespaces(of: server)),
            "launchers": Self.lines(Set(launchers.flatMap(Host.namespaces)).sorted()),
        ]
        values[.ipc] = [
            "shm": "\(Self.count("/proc/sysvipc/shm"))", "sem": "\(Self.count("/proc/sysvipc/sem"))",
            "msg": "\(Self.count("/proc/sysvipc/msg"))", "mqueue": Self.lines(Host.names(in: "/dev/mqueue")),
            "/dev/shm": Self.lines(Host.names(in: "/dev/shm")),
        ]
        values[.keys] = ["users": Self.lines(Host.keyUsers(in: range.server.users))]
        values[.files] = Dictionary(
            uniqueKeysWithValues: range.canaryFiles.map { ($0, FileFacts.describe($0)) }
        ).merging(["disk": "\(Host.usedBytes(in: range.server.directory.path))"]) { $1 }
        values[.descriptors] = [
            "server descriptors": "\(Host.descriptors(of: server))",
            "launcher descriptors": "\(launchers.map(Host.descriptors).reduce(0, +))",
        ]
        values[.memory] = [
            "server memory": "\(Host.residentMemory(of: server))",
            "launcher memory": "\(launchers.map(Host.residentMemory).reduce(0, +))",
            // Less is worse here.
            "machine memory": "\(-Host.availableKilobytes)",
        ]
        values[.network] = ["hits": "\(range.listeners.hits)"]
        values[.kernelLog] = ["alarms": "\(range.kernelLog.alarms.count)"]
        values[.clock] = KernelSettings.read().merging([
            "modules": Self.lines(Array(KernelSettings.modules.subtracting(range.modulesOfControls)))
        ]) { $1 }
    }

    /// What is different now, without what has an excuse.
    func differences(from base: HostState, except: Set<Oracle>) -> [String] {
        Oracle.allCases.filter { !except.contains($0) }.flatMap { oracle in
            let (before, after) = (base.values[oracle] ?? [:], values[oracle] ?? [:])
            return Set(before.keys).union(after.keys).sorted().compactMap { name -> String? in
                let (old, new) = (before[name] ?? "none", after[name] ?? "none")
                if old == new { return nil }
                if let slack = Self.slack[name], let old = Int(old), let new = Int(new), new <= old + slack {
                    return nil
                }
                return "\(oracle.rawValue): \(name): \(Self.short(old)) became \(Self.short(new))"
            }
        }
    }

    private static func count(_ path: String) -> Int {
        Host.text(path)?.split(separator: "\n").count ?? 0
    }

    private static func lines(_ items: [String]) -> String { items.sorted().joined(separator: " ") }

    private static func short(_ text: String) -> String { text.count > 120 ? text.prefix(120) + "..." : text }
}
