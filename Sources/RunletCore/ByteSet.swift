/// A set of bytes.
package struct ByteSet: Hashable, Sendable {
    private var words: SIMD4<UInt64>

    package static let none = ByteSet(words: SIMD4(repeating: 0))
    package static let all = ByteSet(words: SIMD4(repeating: .max))

    private init(words: SIMD4<UInt64>) {
        self.words = words
    }

    package var inverted: ByteSet { ByteSet(words: ~words) }

    package func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] & Self.bit(byte) != 0
    }

    package mutating func insert(_ byte: UInt8) {
        words[Int(byte >> 6)] |= Self.bit(byte)
    }

    package mutating func insert(_ bytes: ClosedRange<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    package mutating func formUnion(_ other: ByteSet) {
        words |= other.words
    }

    package mutating func remove(_ byte: UInt8) {
        words[Int(byte >> 6)] &= ~Self.bit(byte)
    }

    private static func bit(_ byte: UInt8) -> UInt64 { 1 << UInt64(byte & 63) }
}
