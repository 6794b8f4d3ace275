import CYaml

/// Looks over a YAML document before it is built.
///
/// Aliases let a few hundred bytes stand for more values than there are atoms, and the builder hashes all of them;
/// nesting makes it recurse. The scanner below does neither: one event after the other, in constant memory.
enum YAMLGuard {
    static let noAliases = "malformed YAML: anchors and aliases are not allowed"
    private static let tooDeep = "malformed YAML: nested more than \(JSONGuard.deepest) levels deep"

    /// - Throws: ``APIError`` of status 400. Syntax errors are left to the builder, which words them.
    static func check(_ text: String) throws {
        var text = text
        try text.withUTF8 { bytes in
            var parser = yaml_parser_t()
            guard yaml_parser_initialize(&parser) == 1 else { throw APIError.unexpected }
            defer { yaml_parser_delete(&parser) }
            yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
            var depth = 0
            var documents = 0
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else {
                    // The scanner looks ahead and has a bound of its own.
                    if parser.problem.map({ String(cString: $0).contains("nest") }) == true {
                        throw APIError.badRequest(tooDeep)
                    }
                    return
                }
                defer { yaml_event_delete(&event) }
                switch event.type {
                case YAML_STREAM_END_EVENT: return
                case YAML_ALIAS_EVENT: throw APIError.badRequest(noAliases)
                case YAML_DOCUMENT_START_EVENT:
                    documents += 1
                    if documents > 1 { throw APIError.badRequest("malformed YAML: there must be one document") }
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                    depth += 1
                    if depth > JSONGuard.deepest {
                        throw APIError.badRequest(tooDeep)
                    }
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
                default: break
                }
            }
        }
    }
}
