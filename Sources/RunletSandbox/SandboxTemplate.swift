import CSandbox
import Glibc

/// What the root file system of every sandbox looks like, as steps for the launcher.
struct SandboxTemplate {
    private(set) var bytes: [UInt8] = []

    /// - Parameter mounts: host paths beyond /usr to show read-only at the same place; ones that do not exist are left
    ///   out.
    init(mounts: [String], filters: [[UInt8]]) {
        for filter in filters {
            add(SBX_OP_FILTER, "", filter)
        }
        for path in ["/usr", "/etc", "/dev", "/proc", "/work", "/tmp", "/var", "/run", "/root", "/home", "/opt"] {
            add(SBX_OP_DIRECTORY, path, mode: 0o755)
        }
        add(SBX_OP_SYMLINK, "/var/tmp", text("../tmp"))
        bind("/usr")
        for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
            mirror("/" + name)
        }
        addDevices()
        addEtc()
        for path in ["/etc/alternatives"] + mounts where exists(path) {
            makeParents(of: path)
            add(SBX_OP_DIRECTORY, path, mode: 0o755)
            bind(path)
        }
        add(SBX_OP_SEAL, "")
    }

    /// A top directory as the host has it: a link into /usr on a merged system, a directory elsewhere.
    private mutating func mirror(_ path: String) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        if info.st_mode & S_IFMT == S_IFLNK {
            var target = [CChar](repeating: 0, count: 4096)
            let count = readlink(path, &target, target.count)
            guard count > 0 else { return }
            add(SBX_OP_SYMLINK, path, target[..<count].map(UInt8.init(bitPattern:)) + [0])
        } else if info.st_mode & S_IFMT == S_IFDIR {
            add(SBX_OP_DIRECTORY, path, mode: 0o755)
            bind(path)
        }
    }

    private mutating func addDevices() {
        add(SBX_OP_DEV_TMPFS, "/dev")
        // tty is whatever terminal the program has, and nothing (ENXIO) where it has none.
        let devices: KeyValuePairs<String, [UInt32]> = [
            "null": [1, 3], "zero": [1, 5], "full": [1, 7], "random": [1, 8], "urandom": [1, 9], "tty": [5, 0],
        ]
        for (name, device) in devices {
            let number = device.withUnsafeBytes { Array($0) }
            add(SBX_OP_DEVICE, "/dev/\(name)", number)
        }
        add(SBX_OP_DIRECTORY, "/dev/shm", mode: 0o755)
        for (name, target) in [("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")] {
            add(SBX_OP_SYMLINK, "/dev/\(name)", text("/proc/self/\(target)"))
        }
        add(SBX_OP_SEAL, "/dev")
    }

    /// The few files that programs look for: made up where they would tell of the host, copied where they only say
    /// where libraries are.
    private mutating func addEtc() {
        let uid = SandboxTemplate.user
        let made = [
            "passwd": "root:x:0:0:root:/root:/bin/sh\nrunner:x:\(uid):\(uid):runner:/tmp:/bin/sh\n"
                + "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
            "group": "root:x:0:\nrunner:x:\(uid):\nnogroup:x:65534:\n",
            "hosts": "127.0.0.1 localhost runlet\n::1 localhost\n",
            "hostname": "runlet\n",
            "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n",
            "resolv.conf": "",
        ]
        for (name, content) in made.sorted(by: { $0.key < $1.key }) {
            add(SBX_OP_FILE, "/etc/\(name)", Array(content.utf8), mode: 0o644)
        }
        for name in ["ld.so.cache", "ld.so.conf", "localtime", "services", "protocols", "mime.types", "debian_version"]
        {
            let fd = open("/etc/\(name)", O_RDONLY | O_CLOEXEC)
            guard fd >= 0 else { continue }
            defer { close(fd) }
            var info = stat()
            guard fstat(fd, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size < 1 << 20 else { continue }
            add(SBX_OP_FILE, "/etc/\(name)", MemoryFile.read(fd, maximum: 1 << 20), mode: 0o644)
        }
    }

    /// The program's user and group id inside.
    static let user: UInt32 = 1000

    private mutating func makeParents(of path: String) {
        let parts = path.split(separator: "/").dropLast()
        var parent = ""
        for part in parts {
            parent += "/" + part
            // Below a read-only bind nothing can be made, and nothing needs to be.
            guard !parent.hasPrefix("/usr") else { return }
            add(SBX_OP_DIRECTORY, parent, mode: 0o755)
        }
    }

    private mutating func bind(_ path: String) {
        add(SBX_OP_BIND, path, text(path))
    }

    private mutating func add(_ kind: sbx_op_kind, _ path: String, _ content: [UInt8] = [], mode: UInt32 = 0) {
        let name = text(path)
        let op = sbx_op(
            kind: kind.rawValue, arg: mode, a_size: UInt32(name.count), b_size: UInt32(content.count))
        withUnsafeBytes(of: op) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: content)
    }

    private func text(_ string: String) -> [UInt8] {
        Array(string.utf8) + [0]
    }

    private func exists(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
