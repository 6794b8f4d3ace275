import Foundation
import Glibc
import TestKit

/// The kernel's settings, modules and clock, without what changes by itself.
enum KernelSettings {
    /// Parts of the names of what counts or reports, and is no setting.
    private static let volatile = [
        "/random/", "ns_last_pid", "file-nr", "inode-nr", "inode-state", "dentry-state", "pty/nr", "conntrack_count",
        "/quota/", "aio-nr", "lease-break", "pid_max", "/route/flush", "netfilter", "stat_refresh", "oops_count",
        "warn_count", "drop_caches", "compact_memory", "tainted", "sched_domain", "usermodehelper", "nr_hugepages",
        "somaxconn", "/neigh/", "/conf/",
    ]

    static func read() -> [String: String] {
        var clock = timespec(), monotonic = timespec()
        clock_gettime(CLOCK_REALTIME, &clock)
        clock_gettime(CLOCK_BOOTTIME, &monotonic)
        let difference = Double(clock.tv_sec - monotonic.tv_sec) + Double(clock.tv_nsec - monotonic.tv_nsec) / 1e9
        return [
            "settings": "\(sum)", "clock ahead": "\(Int(difference * 1000))",
            "clock behind": "\(-Int(difference * 1000))",
            "hostname": Host.text("/proc/sys/kernel/hostname") ?? "",
            "priority": "\(getpriority(Int32(PRIO_PROCESS.rawValue), 0)) \(sched_getscheduler(0))",
        ]
    }

    /// The modules that are loaded.
    static var modules: Set<String> {
        Set((Host.text("/proc/modules") ?? "").split(separator: "\n").map { String($0.prefix { $0 != " " }) })
    }

    private static var sum: UInt64 {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for top in ["/proc/sys/kernel", "/proc/sys/vm", "/proc/sys/fs", "/proc/sys/user", "/proc/sys/net/core"] {
            walk(top, into: &sum)
        }
        return sum
    }

    private static func walk(_ directory: String, into sum: inout UInt64) {
        for name in Host.names(in: directory).sorted() {
            let path = "\(directory)/\(name)"
            if volatile.contains(where: path.contains) { continue }
            if Host.isDirectory(path) {
                walk(path, into: &sum)
            } else if let text = Host.text(path) {
                for byte in (path + text).utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
            }
        }
    }
}
