import Glibc

/// What the machine's /proc says.
enum HostProcesses {
    static func text(_ path: String) -> String? {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(fd, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let item = readdir(stream) {
            let name = withUnsafePointer(to: &item.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    static var all: [pid_t] { names(in: "/proc").compactMap { pid_t($0) } }

    static func field(_ name: String, of pid: pid_t) -> [Substring] {
        let lines = text("/proc/\(pid)/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix(name + ":") }) else { return [] }
        return line.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace)
    }

    /// The processes of the sandbox users that the tests have, zombies not counted.
    static var sandboxed: [pid_t] {
        let users = Harness.firstUser..<(Harness.firstUser + Harness.users)
        return all.filter { pid in
            guard let uid = field("Uid", of: pid).first.flatMap({ UInt32($0) }) else { return false }
            return users.contains(uid) && field("State", of: pid).first != "Z"
        }
    }

    static var launchers: Set<pid_t> {
        Set(
            all.filter { pid in
                field("PPid", of: pid).first.flatMap { pid_t($0) } == getpid()
                    && text("/proc/\(pid)/cmdline")?.hasPrefix("runlet-launcher") == true
            })
    }

    static func children(of parent: pid_t) -> [pid_t] {
        all.filter { field("PPid", of: $0).first.flatMap { pid_t($0) } == parent }
    }

    /// Waits until nothing of the sandboxes runs; false after a second. The init of a run that has its result may still
    /// be on its way out.
    static func areAllGone() async throws -> Bool {
        for _ in 0..<200 * Harness.slowness {
            if sandboxed.isEmpty { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// Waits for something to become true; false after two seconds.
    static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<400 * Harness.slowness {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }
}
