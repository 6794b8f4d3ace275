import AsyncHTTPClient
package import Foundation
import NIOCore
package import NIOHTTP1

/// An answer of the server, read to its end.
package struct Answer: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: Data

    package init(status: Int, headers: HTTPHeaders, body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; null where it is none.
    package var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// The first header of that name.
    package func header(_ name: String) -> String? { headers.first(name: name) }

    package var message: String? { json["message"].string }

    package subscript(_ name: String) -> JSONValue { json[name] }
}
