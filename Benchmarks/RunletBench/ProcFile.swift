import Glibc

/// Files of the kernel, which say 0 for their size.
enum ProcFile {
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first value of a key in a file of lines `key: value`.
    static func value(of key: String, in path: String) -> String? {
        for line in text(path)?.split(separator: "\n") ?? [] {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].split(whereSeparator: \.isWhitespace).joined(separator: " ") == key else {
                continue
            }
            return parts[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return nil
    }
}
