import NIOCore
import Yams

/// Reads YAML from strangers.
enum YAMLDocument {
    /// - Throws: ``APIError`` of status 400 that says what is wrong and where.
    static func json(from body: ByteBuffer) throws -> JSON {
        guard let text = body.withUnsafeReadableBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw APIError.badRequest("malformed YAML: must be UTF-8")
        }
        try YAMLGuard.check(text)
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw APIError.badRequest("the body is empty, it must be YAML")
            }
            return try json(from: node)
        } catch let error as YamlError {
            throw APIError.badRequest("malformed YAML: \(message(of: error))")
        }
    }

    private static func json(from node: Node) throws -> JSON {
        switch node {
        case .scalar(let scalar): return json(from: scalar, node)
        case .sequence(let sequence): return .array(try sequence.map { try json(from: $0) })
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw APIError.badRequest("malformed YAML: a field's name must be a string")
                }
                object.add(name.string, try json(from: value))
            }
            return .object(object)
        case .alias: throw APIError.badRequest(YAMLGuard.noAliases)
        }
    }

    private static func json(from scalar: Node.Scalar, _ node: Node) -> JSON {
        // A number as a program's text, as in `args: ["1"]`, is text where it is quoted.
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        if node.null != nil { return .null }
        if let value = node.bool { return .bool(value) }
        if let value = node.int { return .int(value) }
        if let value = node.float, value.isFinite { return .double(value) }
        return .string(scalar.string)
    }

    private static func message(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(problem) in line \(mark.line), column \(mark.column)"
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping(let keys, _): "the field \(keys.first?.prefix(100) ?? "") is there twice"
        default: "it cannot be read"
        }
    }
}
