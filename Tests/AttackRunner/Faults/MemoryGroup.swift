import Foundation
import Glibc
import TestKit

/// A group with a bound on memory, for a server and all that it runs.
struct MemoryGroup {
    let path: String

    /// - Parameter near: a server that this process started, next to whose groups this one is made.
    init(near: ServerProcess) throws {
        path = try CgroupPlaces(of: near.pid).memoryParent + "/attack-\(getpid())"
        rmdir(path)
        guard mkdir(path, 0o755) == 0 else { throw TestFailure("mkdir \(path): errno \(errno)") }
    }

    /// A script that enters the group.
    var entering: String { "echo $$ >'\(path)/cgroup.procs' && exec \"$@\"" }

    /// A script that enters it where the server is there already: on v2 it has moved into a leaf.
    var joining: String {
        "group='\(path)'; [ ! -d \"$group/runlet-server\" ] || group=$group/runlet-server; echo $$ >\"$group/cgroup.procs\""
    }

    func limit(to bytes: Int) throws {
        try CgroupPlaces.write("\(bytes)", to: path + (CgroupPlaces.isV2 ? "/memory.max" : "/memory.limit_in_bytes"))
        if CgroupPlaces.isV2 { try? CgroupPlaces.write("0", to: path + "/memory.swap.max") }
    }

    var used: Int {
        let text = Host.text(path + (CgroupPlaces.isV2 ? "/memory.current" : "/memory.usage_in_bytes")) ?? ""
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    /// Removes it, with what a server that died in it left.
    func remove() {
        // Not before the machine's own init has taken note of those that died.
        for _ in 0..<200 where Host.isDirectory(path) {
            for name in Host.names(in: path) where Host.isDirectory("\(path)/\(name)") {
                let inner = "\(path)/\(name)"
                for run in Host.names(in: inner) where Host.isDirectory("\(inner)/\(run)") { rmdir("\(inner)/\(run)") }
                rmdir(inner)
            }
            if rmdir(path) != 0 { usleep(20_000) }
        }
    }
}
