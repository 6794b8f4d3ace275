import HTTPTypes

/// An event as clients see it, whatever carries it.
struct EventMessage: Sendable {
    /// The number of the engine's event; nil for what is only left over from one.
    let id: Int?
    let name: String
    let data: JSON

    init(_ name: String, id: Int? = nil, _ data: JSON) {
        self.id = id
        self.name = name
        self.data = data
    }

    init(_ name: String, id: Int?, _ data: KeyValuePairs<String, JSON>) {
        self.init(name, id: id, .fields(data))
    }

    /// What would have been an error's answer.
    init(_ error: APIError) {
        var object: JSONObject = ["status": .int(error.status.code), "message": .string(error.message)]
        for member in error.details { object.add(member) }
        if let seconds = error.headers[.retryAfter].flatMap({ Int($0) }) { object.add("retryAfter", .int(seconds)) }
        self.init("error", .object(object))
    }
}
