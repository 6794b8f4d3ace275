import Foundation
import Glibc

/// What must not change of a file that no program may touch.
enum FileFacts {
    /// O_DIRECT of x86, which Swift does not import.
    private static let directFlag: Int32 = 0o40000

    static func describe(_ path: String) -> String {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return "errno \(errno)" }
        return "mode \(String(facts.st_mode, radix: 8)) owner \(facts.st_uid):\(facts.st_gid) size \(facts.st_size)"
            + " changed \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec) links \(facts.st_nlink)"
            + " sum \(checksum(path, direct: false) ?? 0)"
    }

    /// FNV-1a of the content.
    ///
    /// - Parameter direct: from the disk, past the page cache (O_DIRECT).
    /// - Returns: nil where the file cannot be read so.
    static func checksum(_ path: String, direct: Bool) -> UInt64? {
        let fd = open(path, O_RDONLY | O_CLOEXEC | (direct ? directFlag : 0))
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        let size = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
        defer { buffer.deallocate() }
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        while true {
            let count = read(fd, buffer.baseAddress, size)
            if count < 0 { return nil }
            if count == 0 { return sum }
            for byte in buffer[..<count] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
    }
}
