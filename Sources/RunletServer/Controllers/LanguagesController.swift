import Hummingbird
import HummingbirdCore
import RunletLanguages

/// `GET /languages`.
struct LanguagesController: Sendable {
    let services: APIServices

    var endpoints: [Endpoint] {
        [Endpoint(.get, "/languages", .languages) { request, _ in await list(request) }]
    }

    private func list(_ request: Request) async -> Response {
        var languages = await services.snippets.languages()
        switch request.uri.queryParameters["available"] {
        case "true": languages.removeAll { !$0.available }
        case "false": languages.removeAll { $0.available }
        default: break
        }
        return .json(.array(languages.map(Self.json)))
    }

    private static func json(_ language: LanguageInfo) -> JSON {
        var object: JSONObject = [
            "id": .string(language.id), "name": .string(language.name), "aliases": .strings(language.aliases),
            "extensions": .strings(language.extensions), "version": .optional(language.version),
            "available": .bool(language.available), "format": .bool(language.format),
        ]
        if !language.available {
            object.add("packages", .strings(language.packages))
            if let hint = language.hint { object.add("hint", .string(hint)) }
        }
        if let example = language.example {
            object.add(
                "example",
                .fields([
                    "code": .string(example.code), "stdin": .string(example.stdin),
                    "output": .string(example.output ?? ""),
                ]))
        }
        object.add("examples", .array(language.examples.map(Self.json)))
        return .object(object)
    }

    private static func json(_ example: LanguageExample) -> JSON {
        var object: JSONObject = ["name": .string(example.name), "code": .string(example.code)]
        if example.isInteractive {
            object.add("interactive", .bool(true))
            object.add("typed", .string(example.typed))
        } else {
            object.add("stdin", .string(example.stdin))
        }
        if !example.args.isEmpty { object.add("args", .strings(example.args)) }
        if let output = example.output { object.add("output", .string(output)) }
        if !example.artifacts.isEmpty { object.add("artifacts", .strings(example.artifacts)) }
        return .object(object)
    }
}
