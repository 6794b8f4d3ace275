import Glibc

/// Reads a small regular file.
package enum BoundedFile {
    package enum Failure: Error {
        case unreadable
        case tooLarge
    }

    /// The bytes of a file of at most `bound` bytes.
    ///
    /// Neither a pipe nor a device blocks or feeds this, whatever the name leads to.
    package static func read(_ path: String, bound: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unreadable }
        // One byte more, to see that there is more: the size may have changed since.
        var buffer = [UInt8](repeating: 0, count: min(bound, max(0, Int(status.st_size))) + 1)
        var filled = 0
        while filled < buffer.count {
            let count = buffer.withUnsafeMutableBytes {
                let rest = UnsafeMutableRawBufferPointer(rebasing: $0[filled...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if count == 0 { break }
            if count > 0 { filled += count } else if errno != EINTR { throw .unreadable }
        }
        guard filled < buffer.count else { throw filled > bound ? .tooLarge : .unreadable }
        return Array(buffer[..<filled])
    }
}
