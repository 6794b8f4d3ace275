/// Finds the line on which each key of a TOML document stands, since the parser tells no positions.
///
/// This reads just enough of the grammar to follow table headers, dotted keys, inline tables and values that span
/// lines. In a document that is not TOML it may lose its way: then a line is missing or wrong, nothing more.
struct TOMLLineFinder {
    /// No known key is nearly as deep, and the parser recurses over the parts until the stack ends.
    private static let maximumDepth = 16
    /// The parser itself refuses what is nested more deeply.
    private static let maximumNesting = 256

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var nesting = 0
    /// The first line of each table and key, counted from 1.
    private(set) var lines: [[String]: Int] = [:]
    /// The first mistake that the parser must not see, since it would end the process with a failed assertion.
    private(set) var fatality: Fatality?

    /// A mistake, and the number of bytes before the statement that holds it.
    struct Fatality {
        let message: String
        let line: Int
        let offset: Int
    }
    /// Where the current statement begins.
    private var statement = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scan()
    }

    private mutating func scan() {
        var table: [String] = []
        while skipBlank() {
            let start = index
            statement = index
            if peek("[") {
                index += 1
                if peek("[") { index += 1 }
                let header = line
                skipSpaces()
                if let byte = current, !Self.isBareKey(byte), !["\"", "'", "]"].contains(Unicode.Scalar(byte)) {
                    refuse("expected a table name after \"[\"")
                }
                table = key()
                record(table, under: 0, at: header)
                skipRestOfLine()
            } else {
                assignment(in: table)
            }
            if index == start { index += 1 }
        }
    }

    /// `a.b = value`
    private mutating func assignment(in table: [String]?) {
        let start = line
        let name = key()
        let path = table.map { $0 + name }
        if let path, let table { record(path, under: table.count, at: start) }
        skipSpaces()
        if peek("=") {
            index += 1
            value(of: path)
        }
    }

    private mutating func value(of path: [String]?) {
        skipSpaces()
        guard let first = current else { return }
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            skipString(quote: first)
        case UInt8(ascii: "["):
            // Tables inside an array have no path of their own.
            elements(until: "]") { finder in
                if finder.peek("}") { finder.refuse("expected a value or \"]\", saw \"}\"") }
                finder.value(of: nil)
            }
        case UInt8(ascii: "{"):
            elements(until: "}") { $0.assignment(in: path) }
        default:
            let start = index
            while let byte = current, !Self.endsBareValue(byte) { index += 1 }
            if Self.isCutDateTime(bytes[start..<index]) { refuse("expected a time after the date") }
        }
    }

    private mutating func refuse(_ message: String) {
        fatality = fatality ?? Fatality(message: message, line: line, offset: statement)
    }

    private mutating func elements(until end: Unicode.Scalar, element: (inout Self) -> Void) {
        nesting += 1
        defer { nesting -= 1 }
        // To give up here is to be at the end of the document.
        index = nesting > Self.maximumNesting ? bytes.count : index + 1
        while skipBlank(), !peek(end) {
            let start = index
            if peek(",") { index += 1 } else { element(&self) }
            if index == start { index += 1 }
        }
        if peek(end) { index += 1 }
    }

    /// A dotted key; bare and quoted parts.
    private mutating func key() -> [String] {
        var parts: [String] = []
        while true {
            skipSpaces()
            guard let first = current else { return parts }
            let start = index
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                skipString(quote: first)
                let inside = bytes[min(start + 1, index)..<max(start + 1, index - 1)]
                parts.append(String(decoding: inside, as: UTF8.self))
            } else {
                while let byte = current, Self.isBareKey(byte) { index += 1 }
                parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
            }
            skipSpaces()
            guard peek(".") else { return parts }
            if parts.count > Self.maximumDepth {
                refuse("a key has more than \(Self.maximumDepth) parts")
                return parts
            }
            index += 1
        }
    }

    /// Records a path and the tables that it opens below the first `depth` parts.
    private mutating func record(_ path: [String], under depth: Int, at line: Int) {
        guard path.count <= Self.maximumDepth, depth < path.count else { return }
        for count in (depth + 1)...path.count {
            let prefix = Array(path.prefix(count))
            // The header of a table is a better place than that of the first table inside it.
            if lines[prefix] == nil || count == path.count && depth == 0 { lines[prefix] = line }
        }
    }
}

extension TOMLLineFinder {
    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func peek(_ scalar: Unicode.Scalar) -> Bool {
        current == UInt8(ascii: scalar)
    }

    private mutating func skipSpaces() {
        while peek(" ") || peek("\t") { index += 1 }
    }

    /// Skips spaces, line ends and comments; false at the end of the document.
    private mutating func skipBlank() -> Bool {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                index += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "#"): skipRestOfLine()
            default: return true
            }
        }
        return false
    }

    private mutating func skipRestOfLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { index += 1 }
    }

    /// Skips a string of any of the four kinds, counting the lines inside.
    private mutating func skipString(quote: UInt8) {
        let isMultiline = bytes[index...].starts(with: [quote, quote, quote])
        index += isMultiline ? 3 : 1
        while let byte = current {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                // The escaped byte may be a line end, which still counts.
                index += 1
                if current == UInt8(ascii: "\n") { line += 1 }
                index += 1
            } else if byte == quote {
                guard isMultiline else {
                    index += 1
                    return
                }
                let run = bytes[index...].prefix { $0 == quote }.count
                index += run
                // Up to two quotes may stand directly before the closing three.
                if run >= 3 { return }
            } else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                index += 1
            }
        }
    }

    private static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether this begins like `2026-01-01 1` with nothing that belongs to the hour's second digit.
    private static func isCutDateTime(_ value: ArraySlice<UInt8>) -> Bool {
        let shape = value.prefix(13).map { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? UInt8(ascii: "0") : byte
        }
        let start = Array("0000-00-00 0".utf8)
        return shape.starts(with: start)
            && (shape.count == start.count || shape.last == UInt8(ascii: " ")
                || shape.last == UInt8(ascii: "\t") || shape.last == UInt8(ascii: "\r"))
    }

    private static func endsBareValue(_ byte: UInt8) -> Bool {
        [",", "]", "}", "#", "\n"].contains { byte == UInt8(ascii: $0) }
    }
}
