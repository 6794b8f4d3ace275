import TOMLKit

/// Reads settings from a TOML document.
struct TOMLSource {
    /// The name that messages give to the file.
    private let name: String
    private let lines: [[String]: Int]
    private var content = SourceContent()

    /// All settings of a document in the order of its lines, and its problems.
    static func read(_ bytes: [UInt8], name: String) -> SourceContent {
        func refused(_ message: String, line: Int? = nil) -> SourceContent {
            SourceContent(problems: [Problem(source: .file(name: name, line: line), message: message)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return refused("is not UTF-8") }
        // The parser is handed C strings: whatever follows a NUL would be dropped silently.
        if let line = lineOfNUL(in: bytes) { return refused("holds a NUL character", line: line) }
        let finder = TOMLLineFinder(bytes)
        do {
            if let fatality = finder.fatality {
                // The parser may see what comes before, since an earlier mistake is the better one to tell.
                _ = try TOMLTable(string: String(decoding: bytes[..<fatality.offset], as: UTF8.self))
                return refused("is not TOML: \(fatality.message)", line: fatality.line)
            }
            var source = TOMLSource(name: name, lines: finder.lines)
            source.walk(try TOMLTable(string: text), path: [])
            return SourceContent(
                settings: source.content.settings.sorted { $0.source.line < $1.source.line },
                problems: source.content.problems)
        } catch let error as TOMLParseError {
            return refused("is not TOML: \(error.description)", line: error.source.begin.line)
        } catch {
            return refused("is not TOML: \(error)")
        }
    }

    private init(name: String, lines: [[String]: Int]) {
        self.name = name
        self.lines = lines
    }

    private mutating func walk(_ table: TOMLTable, path: [String]) {
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            let path = path + [key]
            let isKnownTable = !key.contains(".") && KnownKeys.tables.contains(path.joined(separator: "."))
            if let inner = value.table, isKnownTable {
                walk(inner, path: path)
            } else if isKnownTable {
                report(path, "\(display(path)): expected a table, got \(Self.raw(value).shown)")
            } else if let match = KnownKeys.match(path) {
                add(match, Self.raw(value), path: path)
            } else {
                report(path, unknown(path, isTable: value.type == .table))
            }
        }
    }

    private mutating func add(_ match: KnownKeys.Match, _ value: RawValue, path: [String]) {
        if let entry = match.entry, !KnownKeys.isEntryName(entry) {
            report(path, "\(display(path)): a name may hold 1 to 64 letters, digits, \"-\" and \"_\"")
            return
        }
        content.settings.append(
            Setting(definition: match.definition, entry: match.entry, value: value, source: source(of: path)))
    }

    /// Names the nearest known key, or table for a table, since that is what was probably meant.
    private func unknown(_ path: [String], isTable: Bool) -> String {
        let candidates = isTable ? Array(KnownKeys.tables) : KnownKeys.all.map(\.path)
        let nearest = Nearest.name(to: path.joined(separator: "."), among: candidates)
        let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
        return "unknown \(isTable ? "table" : "key") \(display(path, quoted: true))\(hint)"
    }

    private mutating func report(_ path: [String], _ message: String) {
        content.problems.append(Problem(source: source(of: path), message: message))
    }

    private func source(of path: [String]) -> ValueSource {
        .file(name: name, line: lines[path])
    }

    private func display(_ path: [String], quoted: Bool = false) -> String {
        // A part that TOML wants quoted is shown so: 'broker.type' is one part, broker.type are two.
        let parts = path.map { KnownKeys.isEntryName($0) ? $0 : "'\($0)'" }
        let literal = TOMLLiteral.quoted(parts.joined(separator: "."), limit: 120)
        return quoted ? literal : String(literal.dropFirst().dropLast())
    }

    private static func raw(_ value: any TOMLValueConvertible) -> RawValue {
        switch value.type {
        case .string: value.string.map { .string($0) } ?? .other("a string")
        case .int: value.int.map { .integer($0) } ?? .other("an integer")
        case .double: value.double.map { .number($0) } ?? .other("a number")
        case .bool: value.bool.map { .boolean($0) } ?? .other("a boolean")
        case .array: strings(value.array).map { .strings($0) } ?? .other("an array of other things than strings")
        case .table: .other("a table")
        case .date, .time, .dateTime: .other("a date or time")
        }
    }

    private static func strings(_ array: TOMLArray?) -> [String]? {
        guard let array else { return nil }
        var strings: [String] = []
        for index in 0..<array.count {
            guard let string = array[index].string else { return nil }
            strings.append(string)
        }
        return strings
    }

    /// The line of the first NUL, be it a byte or an escape.
    private static func lineOfNUL(in bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { line in
            guard !line.contains(0) else { return true }
            let text = String(decoding: line, as: UTF8.self)
            return text.contains("\\u0000") || text.contains("\\U00000000")
        }
        return index.map { $0 + 1 }
    }
}

extension ValueSource {
    /// For sorting; what has no line comes first.
    var line: Int {
        if case .file(_, let line?) = self { line } else { 0 }
    }
}
