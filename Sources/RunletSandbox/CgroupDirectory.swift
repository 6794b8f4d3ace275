import CSandbox
import Glibc

/// A directory of a cgroup hierarchy. Everything in it is reached by descriptor.
struct CgroupDirectory: Sendable {
    let path: String
    let descriptor: Descriptor

    init(path: String) throws(SandboxError) {
        let fd = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fd >= 0 else { throw .cgroup("open \(path)", errno: errno) }
        self.path = path
        descriptor = Descriptor(fd)
    }

    /// Makes a directory in this one.
    func makeChild(_ name: String) throws(SandboxError) -> CgroupDirectory {
        let isNew = mkdirat(descriptor.raw, name, 0o755) == 0
        guard isNew || errno == EEXIST else { throw .cgroup("mkdir \(path)/\(name)", errno: errno) }
        do throws(SandboxError) {
            return try CgroupDirectory(path: "\(path)/\(name)")
        } catch {
            // Nobody would know of it.
            if isNew { _ = removeChild(name) }
            throw error
        }
    }

    func removeChild(_ name: String) -> Bool {
        unlinkat(descriptor.raw, name, AT_REMOVEDIR) == 0 || errno == ENOENT
    }

    func has(_ file: String) -> Bool {
        faccessat(descriptor.raw, file, F_OK, 0) == 0
    }

    func open(_ file: String, _ flags: Int32) throws(SandboxError) -> Descriptor {
        let fd = openat(descriptor.raw, file, flags | O_CLOEXEC)
        guard fd >= 0 else { throw .cgroup("open \(path)/\(file)", errno: errno) }
        return Descriptor(fd)
    }

    func write(_ text: String, to file: String) throws(SandboxError) {
        let target = try open(file, O_WRONLY)
        let count = text.utf8.withContiguousStorageIfAvailable { Glibc.write(target.raw, $0.baseAddress, $0.count) }
        guard let count, count == text.utf8.count else {
            throw .cgroup("write \(text) to \(path)/\(file)", errno: errno)
        }
    }

    func read(_ file: String) -> String? {
        readSmallFile(file, in: descriptor.raw)
    }

    func number(_ file: String) -> Int? {
        read(file).flatMap { Int($0.prefix { $0 != "\n" }) }
    }

    /// The number behind a key of a file of `key number` lines.
    func number(_ key: String, in file: String) -> Int? {
        guard let text = read(file) else { return nil }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, parts[0] == key { return Int(parts[1]) }
        }
        return nil
    }

    /// Ends everything in here and below, and removes it. For what a dead predecessor left: its processes have died
    /// with it, so there is normally nobody to end.
    func clear(child name: String, depth: Int = 0) {
        guard depth < 4, let child = try? CgroupDirectory(path: "\(path)/\(name)") else { return }
        for inner in child.children() {
            child.clear(child: inner, depth: depth + 1)
        }
        if child.has("cgroup.kill") {
            try? child.write("1", to: "cgroup.kill")
        } else {
            for line in (child.read("cgroup.procs") ?? "").split(separator: "\n") {
                if let pid = pid_t(line), pid > 1 { kill(pid, SIGKILL) }
            }
        }
        for _ in 0..<50 where !removeChild(name) {
            usleep(2000)
        }
    }

    /// The names of the directories in this one.
    func children() -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let item = readdir(stream) {
            guard item.pointee.d_type == UInt8(DT_DIR) else { continue }
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
