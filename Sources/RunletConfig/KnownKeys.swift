/// The table of everything that a configuration can hold.
enum KnownKeys {
    /// In the order of the reference.
    static let all: [KeyDefinition] = coordinator + storage + worker + execution + web

    /// A key that was found, with the entry's name if it belongs to a free table.
    struct Match {
        let definition: KeyDefinition
        let entry: String?
    }

    private static let byPath = Dictionary(all.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })

    /// Every table that holds a known key, free tables included.
    static let tables: Set<String> = {
        var tables: Set<String> = []
        for definition in all {
            var parts = definition.path.split(separator: ".")
            if !definition.isTable { parts.removeLast() }
            while !parts.isEmpty {
                tables.insert(parts.joined(separator: "."))
                parts.removeLast()
            }
        }
        return tables
    }()

    static func match(_ path: [String]) -> Match? {
        // A quoted part may hold a dot; joined, it could pass for another key.
        guard !path.contains(where: { $0.contains(".") }) else { return nil }
        if let definition = byPath[path.joined(separator: ".")], !definition.isTable {
            return Match(definition: definition, entry: nil)
        }
        if let definition = byPath[path.dropLast().joined(separator: ".")], definition.isTable {
            return Match(definition: definition, entry: path.last)
        }
        return nil
    }

    /// The key that sets a property.
    static func definition(of property: PartialKeyPath<RunletConfiguration>) -> KeyDefinition? {
        all.first { $0.property as AnyKeyPath == property }
    }

    /// Names of a free table's entries: they become parts of keys, variables, queues and metrics.
    static func isEntryName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
