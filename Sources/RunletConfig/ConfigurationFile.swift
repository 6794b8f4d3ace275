import Glibc
import RunletCore

/// A configuration file's content.
struct ConfigurationFile {
    /// Far more than every key together needs.
    static let sizeLimit = 1 << 20

    /// Why a file cannot be used.
    enum Failure: Error {
        case missing
        case unusable(String)
    }

    /// The name that messages give to it.
    let name: String
    let bytes: [UInt8]

    /// Reads a regular file of at most ``sizeLimit`` bytes.
    init(path: String, name: String) throws(Failure) {
        // Non-blocking, since opening a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unusable("is not a regular file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure(errno)
            }
            bytes += buffer[..<count]
            guard bytes.count <= Self.sizeLimit else {
                throw .unusable("is larger than \(ByteSize.describe(Self.sizeLimit))")
            }
        }
        self.name = name
        self.bytes = bytes
    }

    private static func failure(_ code: Int32) -> Failure {
        if code == ENOENT || code == ENOTDIR { return .missing }
        return .unusable("cannot be read: \(String(cString: strerror(code)))")
    }
}
