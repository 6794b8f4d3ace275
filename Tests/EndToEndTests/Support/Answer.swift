import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// An answer of the server, read to its end.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// The first header of that name.
    func header(_ name: String) -> String? { headers.first(name: name) }

    var message: String? { json["message"].string }

    subscript(_ name: String) -> JSONValue { json[name] }
}
