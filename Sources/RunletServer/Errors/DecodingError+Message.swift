extension DecodingError {
    /// What is wrong with the request, naming the field as in `files[0].name: is missing`.
    var requestMessage: String {
        switch self {
        case .keyNotFound(let key, let context):
            Self.message(context.codingPath + [key], "is missing")
        case .typeMismatch(let type, let context):
            Self.message(context.codingPath, "must be \(Self.name(of: type))")
        case .valueNotFound(let type, let context):
            Self.message(context.codingPath, "must be \(Self.name(of: type)), not null")
        case .dataCorrupted(let context):
            Self.message(of: context)
        @unknown default:
            "malformed request"
        }
    }

    private static func message(of context: Context) -> String {
        // What the vocabulary's own decoders say reads as a sentence; what JSONDecoder says of numbers does not.
        let isOurs = ["is ", "must ", "cannot "].contains { context.debugDescription.hasPrefix($0) }
        if context.codingPath.isEmpty { return isOurs ? "the body \(context.debugDescription)" : "malformed JSON" }
        return message(context.codingPath, isOurs ? context.debugDescription : "is not valid")
    }

    private static func message(_ path: [any CodingKey], _ problem: String) -> String {
        path.isEmpty ? "the body \(problem)" : "\(field(path)): \(problem)"
    }

    /// `files[0].name` for the keys `files`, 0, `name`. Long names from a request are cut.
    static func field(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue.prefix(100)
            }
        }
        return text
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: return "a string"
        case is Bool.Type: return "true or false"
        case is Int.Type, is Int64.Type, is UInt.Type: return "a whole number"
        case is Double.Type: return "a number"
        default:
            let name = String(describing: type)
            if name.hasPrefix("Dictionary") { return "an object" }
            return name.hasPrefix("Array") ? "an array" : "an object"
        }
    }
}
