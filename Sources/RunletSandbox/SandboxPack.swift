import CSandbox
import Glibc

/// The files of a working directory as a row of bytes in a sealed memory file.
///
/// A pack made in a sandbox is handed to the next one as it is; where something of it is wanted here, a
/// ``SandboxPackReader`` reads it as the untrusted bytes that it is. So the host never opens a name that a program chose.
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
        try self.init(unchecked: bytes)
    }

    /// A pack of these bytes, whatever they are.
    package init(unchecked bytes: [UInt8]) throws(SandboxError) {
        self.init(file: try MemoryFile.sealed(bytes, name: "runlet-files"))
    }

    /// Reads the files one by one.
    public func reader() -> SandboxPackReader {
        SandboxPackReader(file)
    }

    /// The files with their contents, in the order of the pack. Directories are left out.
    ///
    /// - Parameter maximum: the most bytes of content to read.
    public func entries(maximum: Int) throws(Malformed) -> [Entry] {
        var reader = reader()
        var entries: [Entry] = []
        var total = 0
        while let file = try reader.next() {
            guard file.size <= maximum - total else { throw .tooLarge }
            total += file.size
            let content = [UInt8](unsafeUninitializedCapacity: file.size) { bytes, count in
                let whole = UnsafeMutableRawBufferPointer(start: bytes.baseAddress, count: file.size)
                count = reader.read(file, into: whole) ? file.size : 0
            }
            guard content.count == file.size else { throw .cut }
            entries.append(Entry(name: file.name, content: content))
        }
        return entries
    }
}
