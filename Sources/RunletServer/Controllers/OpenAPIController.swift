import Hummingbird

/// `GET /openapi.json`.
enum OpenAPIController {
    static func endpoint(document: String) -> Endpoint {
        Endpoint(.get, "/openapi.json", .openapi) { _, _ in .json(.raw(document)) }
    }
}
