import HTTPTypes

/// The OpenAPI document: built from the endpoints that exist, so that it cannot disagree with them.
enum OpenAPIDocument {
    static func text(endpoints: [Endpoint], version: String) -> String {
        var names: [String] = []
        var paths: [String: JSONObject] = [:]
        for endpoint in endpoints where !endpoint.operation.isHidden {
            if paths[endpoint.path] == nil { names.append(endpoint.path) }
            paths[endpoint.path, default: JSONObject()].add(endpoint.method.rawValue.lowercased(), operation(endpoint))
        }
        var pathsObject = JSONObject()
        for name in names { pathsObject.add(name, .object(paths[name] ?? JSONObject())) }
        let document: JSON = .fields([
            "openapi": .string("3.1.0"),
            "info": .fields([
                "title": .string("Runlet"), "version": .string(version.isEmpty ? "0" : version),
                "description": .string("Runs code in throw-away sandboxes."),
            ]),
            "paths": .object(pathsObject),
            "components": .fields([
                "schemas": .raw(OpenAPISchemas.all),
                "securitySchemes": .raw(#"{"key":{"type":"http","scheme":"bearer"}}"#),
            ]),
            // Without a key too, where the server wants none.
            "security": .raw(#"[{},{"key":[]}]"#),
        ])
        return String(decoding: document.encoded(), as: UTF8.self)
    }

    private static func operation(_ endpoint: Endpoint) -> JSON {
        let operation = endpoint.operation
        var object = JSONObject([
            "operationId": .string(operationID(endpoint)), "summary": .string(operation.summary),
            "tags": .strings([operation.tag]),
        ])
        let parameters = pathParameters(endpoint.path) + operation.parameters.map(parameter)
        if !parameters.isEmpty { object.add("parameters", .array(parameters)) }
        if let body = operation.body {
            var content = JSONObject()
            for type in operation.bodyTypes { content.add(type, .fields(["schema": body])) }
            object.add("requestBody", .fields(["required": .bool(true), "content": .object(content)]))
        }
        object.add("responses", .object(responses(endpoint)))
        return .object(object)
    }

    private static func responses(_ endpoint: Endpoint) -> JSONObject {
        var responses = JSONObject()
        for answer in endpoint.operation.answers {
            add(answer, isStream: endpoint.path == "/execute" && answer.status == 200, to: &responses)
        }
        if endpoint.access == .key || endpoint.access == .operators {
            add(APIOperation.error(401, "A key is needed"), to: &responses)
        }
        if endpoint.method != .get {
            add(APIOperation.error(403, "A page of another origin must not do this"), to: &responses)
        }
        if endpoint.operation.answers.isEmpty {
            responses.add("default", .fields(["description": .string("An endpoint of this server's own")]))
        }
        return responses
    }

    private static func add(
        _ answer: APIOperation.Answer, isStream: Bool = false, to responses: inout JSONObject
    ) {
        var response = JSONObject(["description": .string(answer.meaning)])
        if let schema = answer.schema {
            var content = JSONObject()
            content.add(answer.contentType, .fields(["schema": schema]))
            if isStream { content.add("text/event-stream", .fields(["schema": .fields(["type": .string("string")])])) }
            response.add("content", .object(content))
        }
        responses.add(String(answer.status), .object(response))
    }

    private static func pathParameters(_ path: String) -> [JSON] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { part in
            .fields([
                "name": .string(String(part.dropFirst().dropLast())), "in": .string("path"), "required": .bool(true),
                "schema": .fields(["type": .string("string")]),
            ])
        }
    }

    private static func parameter(_ parameter: APIOperation.Parameter) -> JSON {
        .fields([
            "name": .string(parameter.name), "in": .string(parameter.place),
            "description": .string(parameter.meaning), "schema": .raw(parameter.schema),
        ])
    }

    /// `get_jobs_id_log` for `GET /jobs/{id}/log`.
    private static func operationID(_ endpoint: Endpoint) -> String {
        let parts = endpoint.path.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        return ([endpoint.method.rawValue.lowercased()] + parts.map(String.init)).joined(separator: "_")
    }
}
