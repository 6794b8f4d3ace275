/// A value as its source gave it, before it is known what the key expects.
enum RawValue: Sendable {
    /// From the environment, where everything is text.
    case text(String)
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case strings([String])
    /// Something that no key takes, with the words for it: "a table".
    case other(String)

    /// How an error message shows it.
    var shown: String {
        switch self {
        case .text(let text), .string(let text): TOMLLiteral.quoted(text, limit: 80)
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .strings: "an array of strings"
        case .other(let words): words
        }
    }

    /// How an error message shows it when the key is a secret.
    var shownWithoutContent: String {
        switch self {
        case .text, .string, .integer, .number, .boolean: "a value that is not shown because it is a secret"
        case .strings, .other: shown
        }
    }
}
