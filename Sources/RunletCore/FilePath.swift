/// A file's name as the kernel sees it: bytes, and parts between bytes of value 0x2F.
///
/// Swift compares texts by what a reader sees. There a "/" with a combining mark behind it is no "/", and the "é" of one
/// scalar is the "é" of two; to a file system the first is a directory, and the others are two files. So names from
/// requests are compared and taken apart here only.
package struct FilePath: Hashable, Sendable {
    package static let separator = UInt8(ascii: "/")

    package let bytes: [UInt8]

    package init(_ name: String) {
        bytes = Array(name.utf8)
    }

    private init(bytes: ArraySlice<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// The parts between the slashes, empty ones too.
    package var parts: [ArraySlice<UInt8>] {
        bytes.split(separator: Self.separator, omittingEmptySubsequences: false)
    }

    /// The directories above, from the top.
    package var directories: [FilePath] {
        bytes.indices.filter { bytes[$0] == Self.separator }.map { FilePath(bytes: bytes[..<$0]) }
    }

    /// Whether the other one is a directory above.
    package func isBelow(_ directory: FilePath) -> Bool {
        bytes.count > directory.bytes.count && bytes[directory.bytes.count] == Self.separator
            && bytes.starts(with: directory.bytes)
    }

    /// Whether the name ends with a dot and this.
    package func hasExtension(_ text: String) -> Bool {
        bytes.suffix(text.utf8.count + 1).elementsEqual(".\(text)".utf8)
    }

    /// The name up to the last dot of its last part, or all of it where there is none behind the part's first byte.
    package var stem: String {
        let start = bytes.lastIndex(of: Self.separator).map { $0 + 1 } ?? 0
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > start else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return String(decoding: bytes[..<dot], as: UTF8.self)
    }
}
