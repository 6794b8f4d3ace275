import Glibc
import Synchronization

/// Looks from inside a sandbox at whether each layer is in force: what counts is what a program finds, not what was
/// asked for.
public enum IsolationProbe {
    /// The layers as a program in this sandbox meets them.
    ///
    /// - Throws: ``SandboxError`` where not even the probe could be run; ``layer(for:)`` says which layer that is.
    ///   ``SandboxError/lost`` also where it did not come to its end, which says nothing of the layers.
    public static func inspect(_ sandbox: Sandbox) async throws -> [IsolationLayer] {
        let script = """
            cat /proc/self/status; echo ---; cat /proc/self/mountinfo; echo ---; readlink /proc/self/ns/*; echo ---; \
            cat /proc/self/limits; echo ---; ls /proc; echo ---; cat /proc/net/dev
            """
        let text = Mutex("")
        let program = SandboxProgram(
            command: ["/bin/sh", "-c", script],
            limits: SandboxLimits(memory: 64 << 20, wallTime: 20_000_000_000, processes: 8))
        let result = try await sandbox.run(program) { stream, bytes in
            if stream == .stdout { text.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        }
        let parts = text.withLock { $0 }.components(separatedBy: "---\n")
        guard result.ending != .wallTime, result.ending != .signaled(SIGKILL) else { throw SandboxError.lost }
        guard parts.count == 6 else {
            return [IsolationLayer("probe", .missing, "the probe ended as \(result.ending)", remedy: nil)]
        }
        let status = String(parts[0])
        return namespaces(String(parts[2])) + [
            identity(status), capabilities(status), noNewPrivileges(status), seccomp(status),
            fileSystem(String(parts[1])), processes(String(parts[4])), rlimits(String(parts[3])),
            IsolationLayer("cgroup", .inForce, "memory, cpu and pids limited, \(sandbox.cgroups)"),
        ]
    }

    /// The layer that an error names.
    public static func layer(for error: any Error) -> IsolationLayer {
        let detail = "\(error)"
        guard let error = error as? SandboxError else { return IsolationLayer("sandbox", .missing, detail) }
        switch error {
        case .cgroup, .cgroupsUnavailable:
            return IsolationLayer(
                "cgroup", .missing, detail,
                remedy:
                    "run as root, or delegate a cgroup with the memory, cpu and pids controllers (systemd: Delegate=yes)"
            )
        case .layer(.clone, _, EPERM), .layer(.clone, _, ENOSPC), .layer(.clone, _, EINVAL), .layer(.idMap, _, _):
            return IsolationLayer(
                "namespaces", .missing, detail,
                remedy:
                    "run as root with CAP_SYS_ADMIN and a kernel with user namespaces (sysctl user.max_user_namespaces > 0)"
            )
        case .layer(.template, _, EPERM):
            return IsolationLayer(
                "root file system", .missing, detail,
                remedy: "run as root with CAP_SYS_ADMIN; in a container, privileged")
        case .layer(.proc, _, _):
            return IsolationLayer(
                "proc", .missing, detail,
                remedy: "the host's /proc must be fully visible: in a container, unmask it (systempaths=unconfined)")
        case .layer(.seccomp, _, _):
            return IsolationLayer("seccomp", .missing, detail, remedy: "a kernel with CONFIG_SECCOMP_FILTER")
        case .layer(let stage, _, _):
            return IsolationLayer(stage.description, .missing, detail)
        default:
            return IsolationLayer("sandbox", .missing, detail)
        }
    }

    private static func namespaces(_ text: String) -> [IsolationLayer] {
        let inside = Set(text.split(separator: "\n").map(String.init))
        return ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"].map { kind in
            var buffer = [CChar](repeating: 0, count: 64)
            let count = readlink("/proc/self/ns/\(kind)", &buffer, buffer.count - 1)
            let own = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            let theirs = inside.first { $0.hasPrefix("\(kind):[") }
            let apart = theirs != nil && theirs != own
            return IsolationLayer(
                "\(kind) namespace", apart ? .inForce : .missing, apart ? "its own" : "shared with the host",
                remedy: apart ? nil : "a kernel with CONFIG_NAMESPACES and all its parts")
        }
    }

    private static func field(_ name: String, in status: String) -> String {
        for line in status.split(separator: "\n") where line.hasPrefix("\(name):") {
            return line.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return ""
    }

    private static func identity(_ status: String) -> IsolationLayer {
        let uid = field("Uid", in: status)
        let alone = field("Groups", in: status).isEmpty && !uid.split(separator: " ").contains("0") && !uid.isEmpty
        return IsolationLayer(
            "user", alone ? .inForce : .missing, "uid \(uid), a host id of its own per run, no groups")
    }

    private static func capabilities(_ status: String) -> IsolationLayer {
        let sets = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map { field($0, in: status) }
        let none = sets.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == "0" } }
        return IsolationLayer("capabilities", none ? .inForce : .missing, none ? "none, bounding set empty" : "\(sets)")
    }

    private static func noNewPrivileges(_ status: String) -> IsolationLayer {
        let on = field("NoNewPrivs", in: status) == "1"
        return IsolationLayer("no_new_privs", on ? .inForce : .missing, on ? "set" : "not set")
    }

    private static func seccomp(_ status: String) -> IsolationLayer {
        let on = field("Seccomp", in: status) == "2"
        return IsolationLayer(
            "seccomp", on ? .inForce : .missing,
            on ? "allow-list, \(field("Seccomp_filters", in: status)) filters" : "off",
            remedy: on ? nil : "a kernel with CONFIG_SECCOMP_FILTER")
    }

    private static func fileSystem(_ mountinfo: String) -> IsolationLayer {
        let scratch: Set = ["/work", "/tmp", "/dev/shm", "/proc"]
        var writable: [String] = []
        for line in mountinfo.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5 else { continue }
            if !scratch.contains(String(fields[4])), !fields[5].split(separator: ",").contains("ro") {
                writable.append(String(fields[4]))
            }
        }
        let good = writable.isEmpty && !mountinfo.isEmpty
        return IsolationLayer(
            "root file system", good ? .inForce : .missing,
            good ? "its own, read-only but for a sized tmpfs" : "writable: \(writable.joined(separator: " "))")
    }

    private static func processes(_ listing: String) -> IsolationLayer {
        let names = listing.split(separator: "\n")
        let good = !names.contains("1") && !names.contains("meminfo") && !names.isEmpty
        return IsolationLayer(
            "proc", good ? .inForce : .missing,
            good ? "own processes only, nothing of the kernel's" : "too much is seen")
    }

    private static func rlimits(_ limits: String) -> IsolationLayer {
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") } ?? ""
        let good = line.split(whereSeparator: \.isWhitespace).dropFirst(4).first == "1"
        return IsolationLayer(
            "rlimits", good ? .inForce : .missing, good ? "no core dumps, bounded files" : String(line))
    }
}

extension String {
    /// The parts between a separator, without Foundation.
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
