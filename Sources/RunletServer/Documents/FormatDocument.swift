import NIOCore
import RunletCore

/// The body of `POST /format`: `{language, code}`.
struct FormatDocument: Sendable {
    let language: String
    let code: String

    init(_ body: ByteBuffer) throws {
        guard case .object(var fields) = try JSONBody.decode(JSON.self, from: body) else {
            throw APIError.badRequest("the body must be an object")
        }
        language = try Self.text("language", fields.remove("language"))
        code = try Self.text("code", fields.remove("code"))
        if let unknown = fields.members.first {
            throw APIError.badRequest("\(unknown.name.prefix(100)): is not a known field")
        }
        guard !language.isEmpty else { throw APIError.badRequest("require: language") }
        guard language.utf8.count <= Snippet.Bounds.languageName else {
            throw APIError.badRequest("language: must be at most \(Snippet.Bounds.languageName) bytes long")
        }
    }

    private static func text(_ name: String, _ value: JSON?) throws -> String {
        switch value {
        case .string(let text)?: return text
        case nil, .null?: throw APIError.badRequest("require: \(name)")
        default: throw APIError.badRequest("\(name): must be a string")
        }
    }
}
