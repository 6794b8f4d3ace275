import RunletCore

extension ValueKind where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        bounded(
            name: "integer", expected: "an integer", range: range,
            convert: { raw in
                switch raw {
                case .integer(let value): value
                case .text(let text): Int(text)
                default: nil
                }
            },
            literal: { "\($0)" })
    }

    /// Bytes, as a plain integer or as text that ``ByteSize`` reads.
    static func size(_ range: ClosedRange<Int>) -> ValueKind {
        bounded(
            name: "size", expected: "a size such as \"256MiB\"", range: range,
            convert: { raw in
                switch raw {
                case .integer(let bytes): bytes
                case .text(let text), .string(let text): ByteSize.parse(text)
                default: nil
                }
            },
            literal: { "\"\(ByteSize.describe($0))\"" })
    }
}

extension ValueKind where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> ValueKind {
        bounded(
            name: "number", expected: "a number such as 1 or 0.5", range: range,
            convert: { raw in
                switch raw {
                case .number(let value): value
                case .integer(let value): Double(value)
                case .text(let text): Double(text)
                default: nil
                }
            },
            literal: { value in Int(exactly: value).map { "\($0)" } ?? "\(value)" })
    }
}

extension ValueKind where Value == Duration {
    /// Text that ``DurationText`` reads. A plain number is refused: it could be seconds or milliseconds.
    static func duration(_ range: ClosedRange<Duration>) -> ValueKind {
        bounded(
            name: "duration", expected: "a duration such as \"500ms\", \"30s\" or \"1m30s\"", range: range,
            convert: { raw in
                switch raw {
                case .text(let text), .string(let text): DurationText.parse(text).map { .milliseconds($0) }
                default: nil
                }
            },
            literal: { value in
                let (seconds, attoseconds) = value.components
                // Every value comes from whole milliseconds within bounds of years.
                let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
                return "\"\(DurationText.describe(milliseconds: milliseconds))\""
            })
    }
}

extension ValueKind where Value == Bool {
    static var boolean: ValueKind {
        ValueKind(
            name: "boolean", expected: "true or false",
            parse: { raw in
                switch raw {
                case .boolean(let value): .success(value)
                case .text("true"): .success(true)
                case .text("false"): .success(false)
                default: .failure(.mismatch)
                }
            },
            literal: { "\($0)" })
    }
}
