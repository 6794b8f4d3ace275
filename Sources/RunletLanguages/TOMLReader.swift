import RunletCore
import TOMLKit

/// Reads the keys of one TOML table. Notes what is wrong instead of stopping at it, so that all of it can be reported.
///
/// TOMLKit's `Decoder` cannot be used for this: it cannot list the keys of a table, which strictness needs.
struct TOMLReader {
    private let table: TOMLTable
    private let file: String
    private let prefix: String
    private var known: Set<String> = []
    private(set) var problems: [LanguageError.Problem] = []

    /// The longest text of a key in bytes; an example is the longest thing in a file.
    private static let longestText = 32 << 10
    private static let mostEntries = 64

    init(_ table: TOMLTable, file: String, prefix: String = "") {
        self.table = table
        self.file = file
        self.prefix = prefix
    }

    mutating func report(_ key: String, _ reason: String) {
        problems.append(.init(file: file, key: prefix + key, reason))
    }

    /// To be called when all known keys were read.
    mutating func rejectUnknownKeys() {
        for key in table.keys.sorted() where !known.contains(key) {
            let shown = key.utf8.count > 64 ? key.prefix(64) + "…" : key[...]
            report(String(shown), "is not a known key")
        }
    }

    /// The text of a key, or nil where it is not there or, after a report, is wrong.
    mutating func string(_ key: String, check: (String) -> String? = { _ in nil }) -> String? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        guard let text = value.string else {
            report(key, "must be a string")
            return nil
        }
        return checked(text, key, check)
    }

    /// As ``string(_:check:)``, but the key must be there. Empty after a report.
    mutating func requiredString(_ key: String, check: (String) -> String? = { _ in nil }) -> String {
        let before = problems.count
        if let text = string(key, check: check) { return text }
        if problems.count == before { report(key, "is missing") }
        return ""
    }

    /// The truth value of a key, or nil where it is not there or, after a report, is wrong.
    mutating func boolean(_ key: String) -> Bool? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        if let truth = value.bool { return truth }
        report(key, "must be true or false")
        return nil
    }

    /// The list of texts of a key, or nil where it is not there or, after a report, is wrong.
    mutating func strings(_ key: String, check: (String) -> String? = { _ in nil }) -> [String]? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        guard let array = value.array, array.count <= Self.mostEntries else {
            report(key, "must be a list of at most \(Self.mostEntries) strings")
            return nil
        }
        var texts: [String] = []
        for index in 0..<array.count {
            guard let text = array[index].string else {
                report("\(key)[\(index)]", "must be a string")
                return nil
            }
            guard let text = checked(text, "\(key)[\(index)]", check) else { return nil }
            texts.append(text)
        }
        return texts
    }

    /// A list that must be there and not be empty.
    mutating func requiredStrings(_ key: String, check: (String) -> String? = { _ in nil }) -> [String] {
        let before = problems.count
        let texts = strings(key, check: check)
        if problems.count == before, texts?.isEmpty ?? true {
            report(key, texts == nil ? "is missing" : "must not be empty")
        }
        return texts ?? []
    }

    /// A table of names and texts; empty where it is not there.
    mutating func environment(_ key: String, check: (String) -> String?) -> [String: String] {
        known.insert(key)
        guard let value = table[key] else { return [:] }
        guard let inner = value.table, inner.count <= Self.mostEntries else {
            report(key, "must be a table of at most \(Self.mostEntries) strings")
            return [:]
        }
        var entries: [String: String] = [:]
        for name in inner.keys.sorted() {
            guard Self.isVariable(name) else {
                report(key, "has a name that is not letters, digits and \"_\", not a digit first")
                continue
            }
            guard let text = inner[name]?.string else {
                report("\(key).\(name)", "must be a string")
                continue
            }
            entries[name] = checked(text, "\(key).\(name)", check)
        }
        return entries
    }

    /// What `read` makes of a table, or nil where the table is not there. Keys that `read` leaves are reported.
    mutating func table<Value>(_ key: String, read: (inout TOMLReader) -> Value) -> Value? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        guard let inner = value.table else {
            report(key, "must be a table")
            return nil
        }
        var reader = TOMLReader(inner, file: file, prefix: "\(prefix)\(key).")
        let result = read(&reader)
        reader.rejectUnknownKeys()
        problems += reader.problems
        return result
    }

    /// What `read` makes of each table of a list, as in `[[key]]`, or nil where there is none.
    mutating func tables<Value>(_ key: String, read: (inout TOMLReader) -> Value) -> [Value]? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        guard let array = value.array, array.count <= Self.mostEntries else {
            report(key, "must be a list of at most \(Self.mostEntries) tables")
            return nil
        }
        var results: [Value] = []
        for index in 0..<array.count {
            guard let inner = array[index].table else {
                report("\(key)[\(index)]", "must be a table")
                return nil
            }
            var reader = TOMLReader(inner, file: file, prefix: "\(prefix)\(key)[\(index)].")
            results.append(read(&reader))
            reader.rejectUnknownKeys()
            problems += reader.problems
        }
        return results
    }

    /// A table that must be there.
    mutating func requiredTable<Value>(_ key: String, read: (inout TOMLReader) -> Value) -> Value? {
        let before = problems.count
        let result = table(key, read: read)
        if result == nil, problems.count == before { report(key, "is missing") }
        return result
    }

    /// The keys of limits, as requests write them.
    mutating func limits() -> LimitOverrides {
        var limits = LimitOverrides()
        limits.cpus = number("cpus") { $0.double ?? $0.int.map(Double.init) }
        limits.memory = number("memory", Self.bytes)
        limits.timeout = number("timeout", Self.milliseconds)
        limits.cpuTime = number("cpuTime", Self.milliseconds)
        limits.processes = number("processes") { $0.int }
        limits.output = number("output", Self.bytes)
        limits.disk = number("disk", Self.bytes)
        let unbounded = Limits(
            cpus: .greatestFiniteMagnitude, memory: .max, timeout: .max, processes: .max, output: .max, disk: .max)
        do throws(SnippetError) {
            _ = try limits.applied(to: .compile, caps: unbounded, field: "")
        } catch {
            report(String((error.field ?? ".limits").dropFirst()), error.reason)
        }
        return limits
    }

    private mutating func number<Value>(_ key: String, _ read: (any TOMLValueConvertible) -> Value?) -> Value? {
        known.insert(key)
        guard let value = table[key] else { return nil }
        guard let number = read(value) else {
            report(key, "is not a limit; see limits of a request, as in \"64MiB\" or \"500ms\"")
            return nil
        }
        return number
    }

    private mutating func checked(_ text: String, _ key: String, _ check: (String) -> String?) -> String? {
        guard text.utf8.count <= Self.longestText else {
            report(key, "must be at most \(Self.longestText) bytes long")
            return nil
        }
        if let problem = check(text) {
            report(key, problem)
            return nil
        }
        return text
    }

    private static func milliseconds(_ value: any TOMLValueConvertible) -> Int? {
        // Bounded before the product: what is not a time any more must not overflow either.
        let seconds = value.double ?? value.int.map(Double.init)
        if let seconds { return (0...1e9).contains(seconds) ? Int((seconds * 1000).rounded()) : nil }
        return value.string.flatMap(DurationText.parse)
    }

    private static func bytes(_ value: any TOMLValueConvertible) -> Int? {
        value.int ?? value.string.flatMap(ByteSize.parse)
    }

    private static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), name.utf8.count <= 128 else { return false }
        return name.utf8.allSatisfy { byte in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte)
        }
    }
}
