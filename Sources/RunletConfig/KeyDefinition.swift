/// One known key: its name, what it takes, and the property that it sets.
struct KeyDefinition: Sendable {
    /// One value that the key holds in a configuration; a free table holds one for each of its entries.
    struct Item {
        /// The name inside a free table.
        let entry: String?
        /// As a TOML literal, secrets included.
        let literal: String
        /// As a TOML literal that anyone may see.
        let shown: String
    }

    /// The dotted path, or that of the table when `isTable`.
    let path: String
    /// For the reference, such as `integer, 1 to 1024`.
    let type: String
    /// Completes "expected ...".
    let expected: String
    let isSecret: Bool
    /// Whether the administrator chooses the last part of the path.
    let isTable: Bool
    let summary: String
    /// Identifies the property, for checks that concern it.
    let property: any AnyKeyPath & Sendable
    private let write: @Sendable (RawValue, String?, inout RunletConfiguration) -> Rejection?
    private let read: @Sendable (RunletConfiguration) -> [Item]
    private let empty: @Sendable (inout RunletConfiguration) -> Void

    /// A key with a single value.
    init<Value>(
        _ path: String, _ property: any WritableKeyPath<RunletConfiguration, Value> & Sendable,
        _ kind: ValueKind<Value>, _ summary: String
    ) {
        self.path = path
        type = kind.name
        expected = kind.expected
        isSecret = Value.self == Secret.self
        isTable = false
        self.summary = summary
        self.property = property
        write = { raw, _, configuration in
            switch kind.parse(raw) {
            case .success(let value): configuration[keyPath: property] = value
            case .failure(let rejection): return rejection
            }
            return nil
        }
        read = { configuration in
            let value = configuration[keyPath: property]
            return [Item(entry: nil, literal: kind.literal(value), shown: kind.shown(value))]
        }
        empty = { _ in }
    }

    /// A free table.
    init<Value>(
        table path: String, _ property: any WritableKeyPath<RunletConfiguration, [String: Value]> & Sendable,
        of kind: ValueKind<Value>, _ summary: String
    ) {
        self.path = path
        type = kind.name
        expected = kind.expected
        isSecret = false
        isTable = true
        self.summary = summary
        self.property = property
        write = { raw, entry, configuration in
            guard let entry else { return .mismatch }
            switch kind.parse(raw) {
            case .success(let value): configuration[keyPath: property][entry] = value
            case .failure(let rejection): return rejection
            }
            return nil
        }
        read = { configuration in
            configuration[keyPath: property].sorted { $0.key < $1.key }.map { name, value in
                Item(entry: name, literal: kind.literal(value), shown: kind.shown(value))
            }
        }
        empty = { $0[keyPath: property] = [:] }
    }

    /// Sets the property, or tells why it stays as it was.
    func apply(_ raw: RawValue, entry: String?, to configuration: inout RunletConfiguration) -> Rejection? {
        write(raw, entry, &configuration)
    }

    /// Removes the default entries of a free table, since naming any entry replaces them all.
    func clear(_ configuration: inout RunletConfiguration) {
        empty(&configuration)
    }

    func items(in configuration: RunletConfiguration) -> [Item] {
        read(configuration)
    }

    /// The dotted path of a value.
    func path(of entry: String?) -> String {
        entry.map { "\(path).\($0)" } ?? path
    }
}
