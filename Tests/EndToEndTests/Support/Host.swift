import Foundation
import Glibc

/// What the machine says of processes and groups.
enum Host {
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    /// A field of a process's status, as words.
    static func status(_ field: String, of pid: pid_t) -> [Substring] {
        let lines = text("/proc/\(pid)/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix(field + ":") }) else { return [] }
        return line.dropFirst(field.count + 1).split(whereSeparator: \.isWhitespace)
    }

    /// The processes of some users that have not ended.
    static func processes(ofUsers users: Range<UInt32>) -> [pid_t] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { pid in
            guard let user = status("Uid", of: pid).first.flatMap({ UInt32($0) }) else { return false }
            return users.contains(user) && status("State", of: pid).first != "Z"
        }
    }

    static func descriptors(of pid: pid_t) -> Int { names(in: "/proc/\(pid)/fd").count }

    /// Bytes.
    static func residentMemory(of pid: pid_t) -> Int { (status("VmRSS", of: pid).first.flatMap { Int($0) } ?? 0) << 10 }

    static func peakMemory(of pid: pid_t) -> Int { (status("VmHWM", of: pid).first.flatMap { Int($0) } ?? 0) << 10 }

    /// The groups that a process of Runlet made, in every hierarchy.
    static func groups(of pid: pid_t) -> [String] {
        let roots = ["/sys/fs/cgroup"] + names(in: "/sys/fs/cgroup").map { "/sys/fs/cgroup/\($0)" }
        return roots.flatMap { root in groups(named: "runlet-\(pid)-", below: root, depth: 4) }
    }

    private static func groups(named prefix: String, below directory: String, depth: Int) -> [String] {
        names(in: directory).flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
                return []
            }
            let deeper = depth > 1 ? groups(named: prefix, below: path, depth: depth - 1) : []
            return (name.hasPrefix(prefix) ? [path] : []) + deeper
        }
    }
}
