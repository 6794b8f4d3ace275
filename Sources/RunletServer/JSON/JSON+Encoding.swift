extension JSON {
    /// The value as UTF-8, on one line.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        write(into: &bytes)
        return bytes
    }

    private func write(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): bytes.append(contentsOf: String(value).utf8)
        case .double(let value): Self.write(value, into: &bytes)
        case .string(let value): Self.write(value, into: &bytes)
        case .raw(let text): bytes.append(contentsOf: text.utf8)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.name, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ value: Double, into bytes: inout [UInt8]) {
        if value.isFinite {
            bytes.append(contentsOf: (Int(exactly: value).map(String.init) ?? String(value)).utf8)
        } else {
            bytes.append(contentsOf: "null".utf8)
        }
    }

    /// The output of a program may be megabytes of short lines, so this goes over the bytes twice and allocates once.
    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { source in
            var count = 0
            for byte in source { count += escapedCount(byte) }
            if count == source.count {
                bytes.append(contentsOf: source)
            } else {
                bytes.append(
                    contentsOf: [UInt8](unsafeUninitializedCapacity: count) { target, used in
                        for byte in source { used += escape(byte, to: target, at: used) }
                    })
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escapedCount(_ byte: UInt8) -> Int {
        if byte >= 0x20 { return byte == 0x22 || byte == 0x5C ? 2 : 1 }
        return byte == 0x0A || byte == 0x0D || byte == 0x09 ? 2 : 6
    }

    /// Writes a byte as JSON has it in a string. Returns ``escapedCount(_:)``, for which there must be room.
    private static func escape(_ byte: UInt8, to target: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Int {
        let count = escapedCount(byte)
        if count == 1 {
            target.initializeElement(at: index, to: byte)
            return count
        }
        target.initializeElement(at: index, to: UInt8(ascii: "\\"))
        if count == 2 {
            let letter =
                switch byte {
                case 0x0A: UInt8(ascii: "n")
                case 0x0D: UInt8(ascii: "r")
                case 0x09: UInt8(ascii: "t")
                default: byte
                }
            target.initializeElement(at: index + 1, to: letter)
            return count
        }
        let digits: StaticString = "0123456789abcdef"
        target.initializeElement(at: index + 1, to: UInt8(ascii: "u"))
        target.initializeElement(at: index + 2, to: UInt8(ascii: "0"))
        target.initializeElement(at: index + 3, to: UInt8(ascii: "0"))
        target.initializeElement(at: index + 4, to: digits.utf8Start[Int(byte >> 4)])
        target.initializeElement(at: index + 5, to: digits.utf8Start[Int(byte & 15)])
        return count
    }
}
