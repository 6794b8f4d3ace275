import FoundationEssentials

/// The beginning of a character at the end of some bytes.
enum UTF8Tail {
    /// The number of bytes (0...3) at the end that may be the beginning of a character whose rest is still to come.
    static func length(of bytes: Data) -> Int {
        for (offset, byte) in bytes.suffix(3).reversed().enumerated() {
            let needed =
                switch byte {
                case 0x80...0xBF: 0
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            if needed == 0 { continue }
            return needed > offset + 1 ? offset + 1 : 0
        }
        return 0
    }
}
