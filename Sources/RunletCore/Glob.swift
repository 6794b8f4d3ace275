/// A pattern for names of files: `*`, `?` and sets such as `[a-z0-9]`, `[!a-z]` or `[[:digit:]]`. None of them matches a
/// slash; a bracket that is not closed stands for itself.
///
/// It works on bytes, and is made for patterns and names that mean harm: nothing recurs, and a match takes at most twice
/// as many steps as the product of both lengths. (`fnmatch` of the C library can take exponential time.)
package struct Glob: Sendable {
    private enum Piece {
        case byte(UInt8)
        case one(of: ByteSet)
        /// Any number of bytes.
        case many
    }

    private let pieces: [Piece]

    package init(_ text: String) {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "*"):
                // Two are one.
                if case .many = pieces.last {} else { pieces.append(.many) }
            case UInt8(ascii: "?"):
                pieces.append(.one(of: Self.withoutSlash(.all)))
            case UInt8(ascii: "["):
                if let (set, end) = Self.set(in: bytes, from: index + 1) {
                    pieces.append(.one(of: set))
                    index = end
                } else {
                    pieces.append(.byte(bytes[index]))
                }
            default:
                pieces.append(.byte(bytes[index]))
            }
            index += 1
        }
        self.pieces = pieces
    }

    /// - Parameter steps: the steps that may still be taken, from which this takes its own. Where they do not suffice, the
    ///   answer is false and they are below zero afterwards.
    package func matches(_ name: [UInt8], steps: inout Int) -> Bool {
        var piece = 0
        var place = 0
        // The last star: the piece behind it, and where what it stands for ends. Only the last one need ever be
        // stretched: what the ones before it stand for is as short as it can be.
        var star: (next: Int, end: Int)?
        while true {
            steps -= 1
            if steps < 0 { return false }
            if piece == pieces.count {
                if place == name.count { return true }
            } else if case .many = pieces[piece] {
                piece += 1
                star = (piece, place)
                continue
            } else if place < name.count, Self.matches(pieces[piece], name[place]) {
                // No star reaches over a slash, so what is wrong behind it cannot be mended before it.
                if name[place] == FilePath.separator { star = nil }
                piece += 1
                place += 1
                continue
            }
            guard let (next, end) = star, end < name.count, name[end] != FilePath.separator else { return false }
            star = (next, end + 1)
            piece = next
            place = end + 1
        }
    }

    private static func matches(_ piece: Piece, _ byte: UInt8) -> Bool {
        switch piece {
        case .byte(let wanted): wanted == byte
        case .one(of: let set): set.contains(byte)
        case .many: false
        }
    }

    /// The set whose first byte is at `start`, and where its closing bracket is; nil where it is not closed.
    private static func set(in bytes: [UInt8], from start: Int) -> (set: ByteSet, end: Int)? {
        var set = ByteSet.none
        var index = start
        let isNegated = index < bytes.count && (bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "^"))
        if isNegated { index += 1 }
        let first = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "]"), index > first {
                return (withoutSlash(isNegated ? set.inverted : set), index)
            }
            if let end = endOfClass(in: bytes, from: index) {
                // One of an unknown name has no bytes.
                let named = ByteSet(className: bytes[(index + 2)..<(end - 1)]) ?? .none
                set.formUnion(named)
                index = end + 1
            } else if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-"),
                bytes[index + 2] != UInt8(ascii: "]")
            {
                if byte <= bytes[index + 2] { set.insert(byte...bytes[index + 2]) }
                index += 3
            } else {
                set.insert(byte)
                index += 1
            }
        }
        return nil
    }

    /// The last byte of a class such as `[:digit:]`, or nil where there is none at `start`.
    private static func endOfClass(in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes[start...].starts(with: "[:".utf8) else { return nil }
        let end = bytes[(start + 2)...].firstIndex { !(0x61...0x7A).contains($0) }
        guard let end, bytes[end...].starts(with: ":]".utf8) else { return nil }
        return end + 1
    }

    private static func withoutSlash(_ set: ByteSet) -> ByteSet {
        var set = set
        set.remove(FilePath.separator)
        return set
    }
}
