import CSandbox
import Glibc

/// Goes through the files of a pack in its order, trusting nothing in it.
///
/// It reads the heads and the names, a small buffer at a time, and contents only where they are asked for: a pack of any
/// size takes no memory. The pack is read, not mapped, so that whoever might still hold it and make it shorter can do no
/// more than end it.
public struct SandboxPackReader: Sendable {
    /// A file whose content has not been read.
    public struct File: Hashable, Sendable {
        /// A clean relative path.
        public let name: String
        /// Bytes of content.
        public let size: Int
        fileprivate let offset: Int
    }

    private let pack: Descriptor?
    private let size: Int
    private var position = 0
    private var entries = 0
    /// What was read last: `buffered` bytes from `bufferStart` on.
    private var buffer: [UInt8]
    private var bufferStart = 0
    private var buffered = 0

    init(_ pack: Descriptor?) {
        self.pack = pack
        size = pack.map { max(0, Int(lseek($0.raw, 0, SEEK_END))) } ?? 0
        // Has room for a head and the longest name.
        buffer = pack == nil ? [] : [UInt8](repeating: 0, count: 8192)
    }

    /// The next file, or nil at the end. Directories are left out, and so is a name that is not UTF-8: JSON cannot tell it,
    /// and renamed it would be another file.
    public mutating func next() throws(SandboxPack.Malformed) -> File? {
        guard pack != nil else { return nil }
        while true {
            let headStart = try buffer(MemoryLayout<sbx_pack_entry>.size)
            let head = buffer.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: headStart, as: sbx_pack_entry.self)
            }
            if head.name_size == 0 { return nil }
            guard entries < Int(SBX_PACK_ENTRIES_MAX) else { throw .tooLarge }
            entries += 1
            position += MemoryLayout<sbx_pack_entry>.size
            guard head.name_size <= SBX_NAME_MAX else { throw .cut }
            let nameSize = Int(head.name_size)
            let nameStart = try buffer(nameSize)
            position += nameSize
            guard let contentSize = Int(exactly: head.size), contentSize <= size - position else { throw .cut }
            let offset = position
            position += contentSize
            if head.is_directory == 0, let name = try Self.name(buffer[nameStart..<(nameStart + nameSize)]) {
                return File(name: name, size: contentSize, offset: offset)
            }
        }
    }

    /// Reads the content of a file into memory of its size. False where the pack ends before it.
    public func read(_ file: File, into content: UnsafeMutableRawBufferPointer) -> Bool {
        guard let pack, content.count == file.size else { return false }
        return Self.read(pack, from: file.offset, into: content) == file.size
    }

    /// Brings that many bytes at the position into the buffer.
    ///
    /// - Returns: where in the buffer they are.
    private mutating func buffer(_ count: Int) throws(SandboxPack.Malformed) -> Int {
        guard let pack, count <= size - position else { throw .cut }
        let start = position - bufferStart
        if count <= buffered - start { return start }
        let room = min(buffer.count, size - position)
        let position = position
        buffered = buffer.withUnsafeMutableBytes { bytes in
            Self.read(pack, from: position, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<room]))
        }
        bufferStart = position
        guard count <= buffered else { throw .cut }
        return 0
    }

    /// The number of bytes that were there.
    private static func read(
        _ pack: Descriptor, from offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) -> Int {
        var done = 0
        while done < bytes.count {
            let count = pread(
                pack.raw, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            done += count
        }
        return done
    }

    /// The name where it is UTF-8. Looked at in bytes, as the kernel does: a "/" before a combining mark is one too.
    private static func name(_ bytes: ArraySlice<UInt8>) throws(SandboxPack.Malformed) -> String? {
        guard let name = String(validating: bytes, as: UTF8.self) else { return nil }
        guard !bytes.contains(0) else { throw .name }
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard !part.isEmpty, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8) else { throw .name }
        }
        return name
    }
}
