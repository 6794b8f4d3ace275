/// A kind of value that a key can take: how it is read, checked and written.
struct ValueKind<Value: Sendable>: Sendable {
    /// For the reference, such as `integer, 1 to 1024`.
    let name: String
    /// Completes "expected ...".
    let expected: String
    let parse: @Sendable (RawValue) -> Result<Value, Rejection>
    /// The value as a TOML literal, secrets included.
    let literal: @Sendable (Value) -> String
    /// The value as a TOML literal that anyone may see.
    let shown: @Sendable (Value) -> String

    init(
        name: String, expected: String,
        parse: @escaping @Sendable (RawValue) -> Result<Value, Rejection>,
        literal: @escaping @Sendable (Value) -> String,
        shown: (@Sendable (Value) -> String)? = nil
    ) {
        self.name = name
        self.expected = expected
        self.parse = parse
        self.literal = literal
        self.shown = shown ?? literal
    }

    /// Reads with `convert` and then holds the result to `range`.
    static func bounded(
        name: String, expected: String, range: ClosedRange<Value>,
        convert: @escaping @Sendable (RawValue) -> Value?,
        literal: @escaping @Sendable (Value) -> String
    ) -> ValueKind where Value: Comparable {
        let bounds = "\(literal(range.lowerBound)) to \(literal(range.upperBound))"
        return ValueKind(
            name: "\(name), \(bounds)", expected: expected,
            parse: { raw in
                guard let value = convert(raw) else { return .failure(.mismatch) }
                // NaN is in no range.
                return range.contains(value) ? .success(value) : .failure(.outOfBounds("from \(bounds)"))
            },
            literal: literal)
    }
}
