/// What the OpenAPI document says of an endpoint.
struct APIOperation: Sendable {
    /// An answer: its status, what it means, and the schema of its body where it has one.
    struct Answer: Sendable {
        var status: Int
        var meaning: String
        /// The name of a schema, or JSON that is one.
        var schema: JSON?
        var contentType = "application/json"

        init(_ status: Int, _ meaning: String, _ schema: JSON? = nil, contentType: String = "application/json") {
            self.status = status
            self.meaning = meaning
            self.schema = schema
            self.contentType = contentType
        }
    }

    /// A parameter of the query or a header. Those of the path are found in the path.
    struct Parameter: Sendable {
        var name: String
        var place = "query"
        var meaning: String
        var schema: String
    }

    var summary: String
    var tag = "custom"
    var parameters: [Parameter] = []
    /// The schema of the request's body.
    var body: JSON?
    var bodyTypes = ["application/json"]
    var answers: [Answer] = []
    /// Whether the document leaves it out: what is for people, not for programs.
    var isHidden = false

    /// A reference to a schema of ``OpenAPISchemas``.
    static func schema(_ name: String) -> JSON {
        .fields(["$ref": .string("#/components/schemas/\(name)")])
    }

    static func list(of name: String) -> JSON {
        .fields(["type": .string("array"), "items": schema(name)])
    }

    static func error(_ status: Int, _ meaning: String) -> Answer {
        Answer(status, meaning, schema("Error"))
    }
}
