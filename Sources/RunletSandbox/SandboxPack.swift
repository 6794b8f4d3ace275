import CSandbox
import Glibc

/// The files of a working directory as a row of bytes in a sealed memory file.
///
/// A pack made in a sandbox is handed to the next one as it is; where its content is wanted here, ``entries(maximum:)``
/// reads it as the untrusted bytes that it is. So the host never opens a name that a program chose.
public struct SandboxPack: Sendable {
    /// A file of a pack.
    public struct Entry: Hashable, Sendable {
        public var name: String
        public var content: [UInt8]
    }

    /// A file to put into a pack.
    public struct File: Hashable, Sendable {
        /// A clean relative path; the caller has checked it.
        public var name: String
        public var content: [UInt8]
        public var isExecutable: Bool

        public init(name: String, content: [UInt8], isExecutable: Bool = false) {
            self.name = name
            self.content = content
            self.isExecutable = isExecutable
        }
    }

    /// What is wrong with a pack that came out of a sandbox.
    public enum Malformed: Error, Hashable, Sendable {
        case cut, name, tooLarge
    }

    /// Nil for the empty pack.
    let file: Descriptor?

    /// No files.
    public static let empty = SandboxPack(file: nil)

    init(file: Descriptor?) {
        self.file = file
    }

    public init(_ files: [File]) throws(SandboxError) {
        guard !files.isEmpty else {
            self.init(file: nil)
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(files.reduce(64) { $0 + $1.content.count + 300 })
        func put(_ entry: sbx_pack_entry) {
            withUnsafeBytes(of: entry) { bytes.append(contentsOf: $0) }
        }
        for file in files {
            let name = Array(file.name.utf8)
            put(
                sbx_pack_entry(
                    mode: file.isExecutable ? 0o755 : 0o644, is_directory: 0, name_size: UInt32(name.count),
                    reserved: 0, size: UInt64(file.content.count)))
            bytes.append(contentsOf: name)
            bytes.append(contentsOf: file.content)
        }
        put(sbx_pack_entry())
        self.init(file: try MemoryFile.sealed(bytes, name: "runlet-files"))
    }

    /// The files, in the order of the pack. Directories are left out.
    ///
    /// - Parameter maximum: the most bytes of content to read.
    public func entries(maximum: Int) throws(Malformed) -> [Entry] {
        guard let file else { return [] }
        return try Self.parse(MemoryFile.read(file.raw, maximum: min(maximum, 1 << 40) + (64 << 20)), maximum: maximum)
    }

    /// Reads a pack's bytes, trusting nothing in them.
    public static func parse(_ bytes: [UInt8], maximum: Int) throws(Malformed) -> [Entry] {
        var entries: [Entry] = []
        var position = 0
        var total = 0
        let headSize = MemoryLayout<sbx_pack_entry>.size
        while true {
            guard bytes.count - position >= headSize else { throw .cut }
            let head = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: sbx_pack_entry.self) }
            position += headSize
            if head.name_size == 0 { return entries }
            guard entries.count < Int(SBX_PACK_ENTRIES_MAX) else { throw .tooLarge }
            guard head.name_size <= SBX_NAME_MAX, Int(head.name_size) <= bytes.count - position else { throw .cut }
            let nameEnd = position + Int(head.name_size)
            guard let size = Int(exactly: head.size), size <= bytes.count - nameEnd else { throw .cut }
            total += size
            guard total <= maximum else { throw .tooLarge }
            if head.is_directory == 0 {
                // A name that is not UTF-8 cannot be told in JSON; the file is left out rather than renamed.
                if let name = String(validating: bytes[position..<nameEnd], as: UTF8.self) {
                    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
                    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { throw .name }
                    entries.append(Entry(name: name, content: Array(bytes[nameEnd..<(nameEnd + size)])))
                }
            }
            position = nameEnd + size
        }
    }
}
