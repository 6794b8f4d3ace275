import CSandbox
import Glibc

/// Files that live in memory and travel as descriptors.
enum MemoryFile {
    static func empty(name: String) throws(SandboxError) -> Descriptor {
        Descriptor(try checked(sbx_memfd(name), "memfd_create"))
    }

    /// A file of these bytes that nobody can change.
    static func sealed(_ bytes: [UInt8], name: String) throws(SandboxError) -> Descriptor {
        let file = try empty(name: name)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(file.raw, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system("write to a memory file", errno: errno)
            }
            written += count
        }
        lseek(file.raw, 0, SEEK_SET)
        _ = try checked(sbx_seal(file.raw), "seal a memory file")
        return file
    }

    /// The first bytes of a file, at most `maximum`.
    static func read(_ file: Int32, maximum: Int) -> [UInt8] {
        let size = min(max(0, Int(lseek(file, 0, SEEK_END))), maximum)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let chunk = pread(file, buffer.baseAddress?.advanced(by: count), size - count, off_t(count))
                if chunk <= 0 { break }
                count += chunk
            }
        }
    }
}
