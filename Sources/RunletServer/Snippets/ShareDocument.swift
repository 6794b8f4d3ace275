import FoundationEssentials
package import NIOCore
import RunletCore

/// The body of `POST /snippets`: a snippet's fields without `inputs` and `artifacts`, and a `title`.
package struct ShareDocument: Sendable {
    /// The longest title in bytes.
    static let longestTitle = 200

    /// What `/execute` knows and what is not for a link: settings of one run, not of the program.
    private static let notShared = ["inputs", "artifacts", "compile", "run"]

    let title: String?
    private(set) var snippet: Snippet

    package init(_ body: ByteBuffer) throws {
        guard case .object(var fields) = try JSONBody.decode(JSON.self, from: body) else {
            throw APIError.badRequest("the body must be an object")
        }
        title = try Self.title(fields.remove("title"))
        for name in Self.notShared {
            guard let value = fields.remove(name) else { continue }
            if case .null = value { continue }
            throw APIError.badRequest("\(name): cannot be shared")
        }
        snippet = try JSONBody.decode(Snippet.self, from: Data(JSON.object(fields).encoded()))
        try snippet.validate()
    }

    /// The same under the language's own id: an alias and a name in other letters are the same snippet.
    package func named(_ language: String) -> ShareDocument {
        var document = self
        document.snippet.language = language
        return document
    }

    private static func title(_ value: JSON?) throws -> String? {
        switch value {
        case nil, .null?: return nil
        case .string(let title)?:
            guard title.utf8.count <= longestTitle, title.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
                throw APIError.badRequest(
                    "title: must be at most \(longestTitle) bytes long, without control characters")
            }
            return title.isEmpty ? nil : title
        default: throw APIError.badRequest("title: must be a string")
        }
    }
}
