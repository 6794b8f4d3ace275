import CSandbox
import Glibc

/// The system's text for an error number.
func errorText(_ number: Int32) -> String {
    // Never null, and a static text: the GNU library has one for every number that it knows.
    sbx_error_text(number).map { String(cString: $0) } ?? "error \(number)"
}

/// The result of a C function that returns -errno, or the error.
func checked(_ result: Int32, _ operation: @autoclosure () -> String) throws(SandboxError) -> Int32 {
    guard result >= 0 else { throw .system(operation(), errno: -result) }
    return result
}

/// A descriptor that is closed with the last reference to it.
final class Descriptor: Sendable {
    let raw: Int32

    init(_ raw: Int32) {
        self.raw = raw
    }

    deinit {
        close(raw)
    }
}

/// Small files of /proc and /sys, whole. Nil where the file cannot be read; at most `limit` bytes.
func readSmallFile(_ path: String, in directory: Int32 = AT_FDCWD, limit: Int = 1 << 16) -> String? {
    let fd = openat(directory, path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return nil }
    defer { close(fd) }
    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
        let count = read(fd, &buffer, buffer.count)
        if count <= 0 { break }
        bytes.append(contentsOf: buffer[..<count])
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// The names in a directory; none where it cannot be read.
func fileNames(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}
