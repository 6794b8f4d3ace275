import Foundation
import Glibc
import TestKit

/// Where a server keeps the groups of its runs.
struct CgroupPlaces {
    /// The directories of its own: one in v2, one for each hierarchy in v1.
    let bases: [String]

    static let isV2 = FileManager.default.fileExists(atPath: "/sys/fs/cgroup/cgroup.controllers")

    init(of pid: pid_t) throws {
        bases = Set(Host.groups(of: pid)).sorted()
        guard !bases.isEmpty else { throw TestFailure("the server has no groups") }
    }

    /// The directories in which servers that this process starts keep theirs.
    var parents: [String] { bases.map { ($0 as NSString).deletingLastPathComponent } }

    /// The parent where memory is counted.
    var memoryParent: String {
        get throws {
            let path = Self.isV2 ? parents.first : parents.first { $0.contains("/memory") }
            guard let path else { throw TestFailure("there is no group with memory") }
            return path
        }
    }

    /// The groups of its runs.
    var runs: [String] {
        bases.flatMap { base in Host.names(in: base).filter { $0.hasPrefix("run-") }.map { "\(base)/\($0)" } }
    }

    static func write(_ text: String, to path: String) throws {
        let fd = open(path, O_WRONLY | O_CLOEXEC)
        guard fd >= 0 else { throw TestFailure("open \(path): errno \(errno)") }
        defer { close(fd) }
        let count = text.utf8.count
        guard Glibc.write(fd, text, count) == count else {
            throw TestFailure("write \(text) to \(path): errno \(errno)")
        }
    }
}
