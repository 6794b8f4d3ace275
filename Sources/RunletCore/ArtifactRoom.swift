/// How much room an answer still has for artifacts: in number, and in bytes of their contents and of what tells them.
package struct ArtifactRoom: Sendable {
    /// What an artifact takes beside its name and its content: the names of its fields, and its size.
    package static let overhead = 64

    private var bytes: Int
    private var files: Int

    package init(bytes: Int, files: Int) {
        self.bytes = bytes
        self.files = files
    }

    /// Whether not even an empty file fits any more.
    package var isFull: Bool { files <= 0 || bytes <= Self.overhead }

    /// Takes the room of a file. False, and nothing is taken, where it does not fit.
    package mutating func take(name: String, size: Int) -> Bool {
        let head = Self.overhead + Self.escapedSize(of: name)
        guard files > 0, size >= 0, head <= bytes, size <= bytes - head else { return false }
        files -= 1
        bytes -= head + size
        return true
    }

    /// The bytes of a text in JSON, at most: a byte below 0x20 can take six.
    private static func escapedSize(of text: String) -> Int {
        text.utf8.reduce(0) { size, byte in
            switch byte {
            case 0..<0x20: size + 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): size + 2
            default: size + 1
            }
        }
    }
}
