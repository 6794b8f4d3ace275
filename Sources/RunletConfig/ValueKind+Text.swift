extension ValueKind {
    /// A value that `convert` makes of text.
    private static func textual(
        name: String, expected: String,
        convert: @escaping @Sendable (String) -> Value?,
        literal: @escaping @Sendable (Value) -> String,
        shown: (@Sendable (Value) -> String)? = nil
    ) -> ValueKind {
        ValueKind(
            name: name, expected: expected,
            parse: { raw in
                switch raw {
                case .text(let text), .string(let text):
                    convert(text).map { .success($0) } ?? .failure(.mismatch)
                default: .failure(.mismatch)
                }
            },
            literal: literal, shown: shown)
    }

    /// One of the raw values of an enumeration.
    static func choice() -> ValueKind
    where Value: CaseIterable & RawRepresentable<String> {
        let names = Value.allCases.map { TOMLLiteral.quoted($0.rawValue) }
        return textual(
            name: names.joined(separator: ", "), expected: "one of " + names.joined(separator: ", "),
            convert: { Value(rawValue: $0) }, literal: { TOMLLiteral.quoted($0.rawValue) })
    }
}

extension ValueKind where Value == String {
    static var string: ValueKind {
        textual(name: "string", expected: "a string", convert: { $0 }, literal: { TOMLLiteral.quoted($0) })
    }

    /// A string that says nothing when it is empty.
    static var nonEmptyString: ValueKind {
        textual(
            name: "string", expected: "a string that is not empty", convert: { $0.isEmpty ? nil : $0 },
            literal: { TOMLLiteral.quoted($0) })
    }
}

extension ValueKind where Value == String {
    /// The beginning of names that must stay readable and within 255 bytes, to which AMQP holds them.
    static var prefix: ValueKind {
        textual(
            name: "string", expected: "1 to 100 letters, digits, dots, hyphens and underscores",
            convert: { text in
                let isName = text.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"):
                        true
                    default: ".-_".utf8.contains(byte)
                    }
                }
                return isName && (1...100).contains(text.utf8.count) ? text : nil
            }, literal: { TOMLLiteral.quoted($0) })
    }
}

extension ValueKind where Value == Secret {
    static var secret: ValueKind {
        textual(
            name: "secret string", expected: "a string", convert: { Secret($0) },
            literal: { TOMLLiteral.quoted($0.exposed) }, shown: { TOMLLiteral.quoted($0.description) })
    }
}

extension ValueKind where Value == ListenAddress {
    static var address: ValueKind {
        textual(
            name: "host:port", expected: "a host and a port such as \"127.0.0.1:8000\"",
            convert: { ListenAddress($0) }, literal: { TOMLLiteral.quoted($0.description) })
    }
}

extension ValueKind where Value == [String] {
    static var strings: ValueKind {
        list(name: "array of strings", expected: "an array of strings", accepts: { !$0.isEmpty })
    }

    /// Absolute paths without `..`; not the root, which would show the whole host.
    static var paths: ValueKind {
        list(
            name: "array of paths", expected: "an array of absolute paths below \"/\" without \"..\"",
            accepts: { path in
                let parts = path.split(separator: "/")
                return path.hasPrefix("/") && !parts.allSatisfy { $0 == "." } && !parts.contains("..")
            })
    }

    /// In the environment the elements are separated by commas.
    private static func list(
        name: String, expected: String, accepts: @escaping @Sendable (String) -> Bool
    ) -> ValueKind {
        ValueKind(
            name: name, expected: expected,
            parse: { raw in
                let elements: [String]
                switch raw {
                case .strings(let strings): elements = strings
                case .text(""): elements = []
                case .text(let text): elements = EnvironmentSource.elements(of: text)
                default: return .failure(.mismatch)
                }
                return elements.allSatisfy(accepts) ? .success(elements) : .failure(.mismatch)
            },
            literal: { TOMLLiteral.array($0) })
    }
}
