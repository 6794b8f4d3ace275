import Foundation
package import Glibc

/// What the machine says of processes and groups.
package enum Host {
    package static func text(_ path: String) -> String? {
        // FileManager takes a short read for the end, and the kernel's own files come by the page.
        let data = try? FileHandle(forReadingFrom: URL(filePath: path)).readToEnd()
        return data.map { String(decoding: $0, as: UTF8.self) }
    }

    package static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    /// A field of a process's status, as words.
    package static func status(_ field: String, of pid: pid_t) -> [Substring] {
        let lines = text("/proc/\(pid)/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix(field + ":") }) else { return [] }
        return line.dropFirst(field.count + 1).split(whereSeparator: \.isWhitespace)
    }

    /// The processes of some users that have not ended.
    package static func processes(ofUsers users: Range<UInt32>) -> [pid_t] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { pid in
            guard let user = status("Uid", of: pid).first.flatMap({ UInt32($0) }) else { return false }
            return users.contains(user) && status("State", of: pid).first != "Z"
        }
    }

    package static func descriptors(of pid: pid_t) -> Int { names(in: "/proc/\(pid)/fd").count }

    /// Bytes.
    package static func residentMemory(of pid: pid_t) -> Int {
        (status("VmRSS", of: pid).first.flatMap { Int($0) } ?? 0) << 10
    }

    package static func peakMemory(of pid: pid_t) -> Int {
        (status("VmHWM", of: pid).first.flatMap { Int($0) } ?? 0) << 10
    }

    /// The groups that a process of Runlet made, in every hierarchy.
    package static func groups(of pid: pid_t) -> [String] {
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

    package static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    package static func children(of parent: pid_t) -> [pid_t] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { status("PPid", of: $0).first == "\(parent)" }
    }

    /// Processes below these that have ended and were not waited for.
    package static func zombies(below parents: [pid_t]) -> [pid_t] {
        parents.flatMap(children).filter { status("State", of: $0).first == "Z" }
    }

    /// The names of the namespaces that a process is in.
    package static func namespaces(of pid: pid_t) -> [String] {
        names(in: "/proc/\(pid)/ns").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/\($0)")
        }
    }

    /// Users of a range that hold keys of the kernel's.
    package static func keyUsers(in users: Range<UInt32>) -> [String] {
        (text("/proc/key-users") ?? "").split(separator: "\n").compactMap { line in
            guard let user = UInt32(line.drop { $0 == " " }.prefix { $0.isNumber }), users.contains(user) else {
                return nil
            }
            return "\(user)"
        }
    }

    /// Bytes of the files in a directory.
    package static func usedBytes(in directory: String) -> Int {
        names(in: directory).reduce(0) { sum, name in
            var facts = stat()
            return lstat("\(directory)/\(name)", &facts) == 0 ? sum + Int(facts.st_size) : sum
        }
    }

    package static var availableKilobytes: Int {
        let line = (text("/proc/meminfo") ?? "").split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// The memory groups that the kernel knows, also those that are gone but for what is charged to them.
    package static var memoryGroups: Int {
        let line = (text("/proc/cgroups") ?? "").split(separator: "\n").first { $0.hasPrefix("memory\t") }
        let dying = text("/sys/fs/cgroup/cgroup.stat")?.split(separator: "\n").first { $0.hasPrefix("nr_dying") }
        return (line?.split(separator: "\t").dropFirst(2).first.flatMap { Int($0) } ?? 0)
            + (dying?.split(separator: " ").last.flatMap { Int($0) } ?? 0)
    }

    /// Objects in use of some of the kernel's caches; those that it does not tell are left out.
    package static func slabObjects(_ names: [String]) -> [String: Int] {
        var objects: [String: Int] = [:]
        for line in (text("/proc/slabinfo") ?? "").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, names.contains(String(fields[0])) else { continue }
            objects[String(fields[0])] = Int(fields[1])
        }
        return objects
    }
}
