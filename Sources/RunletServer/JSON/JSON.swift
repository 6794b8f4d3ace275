/// A JSON value that keeps the order of its fields, which `JSONEncoder` does not.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)
    /// Text that is JSON already.
    case raw(String)

    static func optional(_ text: String?) -> JSON {
        text.map(JSON.string) ?? .null
    }

    static func optional(_ number: Int?) -> JSON {
        number.map(JSON.int) ?? .null
    }

    /// A number of milliseconds to the microsecond.
    static func milliseconds(_ number: Double) -> JSON {
        .double((number * 1000).rounded() / 1000)
    }

    static func strings(_ texts: some Sequence<String>) -> JSON {
        .array(texts.map(JSON.string))
    }

    /// An object from its fields, in order.
    static func fields(_ members: KeyValuePairs<String, JSON>) -> JSON {
        .object(JSONObject(members))
    }
}
