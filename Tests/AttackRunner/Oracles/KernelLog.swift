import Foundation
import Glibc
import Synchronization

/// New alarms in the kernel's log; silent where it cannot be read.
final class KernelLog: Sendable {
    private let fd: Int32
    private let found = Mutex<[String]>([])

    var isReadable: Bool { fd >= 0 }

    init() {
        fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        if fd >= 0 { lseek(fd, 0, SEEK_END) }
    }

    deinit {
        if fd >= 0 { close(fd) }
    }

    /// All alarms since the start.
    var alarms: [String] {
        found.withLock { found in
            var buffer = [UInt8](repeating: 0, count: 8192)
            while fd >= 0 {
                let count = read(fd, &buffer, buffer.count)
                // EPIPE: some were overwritten before they were read.
                if count < 0, errno == EPIPE || errno == EINTR { continue }
                guard count > 0 else { break }
                let line = String(decoding: buffer[..<count], as: UTF8.self)
                let signs = [
                    "BUG:", "Oops", "hung_task", "blocked for more than", "WARNING: CPU",
                ]
                if signs.contains(where: line.contains) { found.append(line) }
            }
            return found
        }
    }
}
