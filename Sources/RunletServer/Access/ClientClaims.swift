import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOHTTP1

/// What a request says of who sends it, as far as that decides whether it is let in.
package struct ClientClaims: Sendable {
    /// Where in a browser's WebSocket, which can send no header of its own, the key is.
    static let keyProtocol = "runlet.key."
    static let keyHeader = "X-API-Key"

    package var origin: String?
    package var host: String?
    /// The keys that it shows.
    package var keys: [String] = []

    /// The names with passwords that it shows, as `NAME:PASSWORD`.
    package var credentials: [String] = []

    package init(
        origin: String? = nil, host: String? = nil, keys: [String] = [], credentials: [String] = []
    ) {
        self.origin = origin
        self.host = host
        self.keys = keys
        self.credentials = credentials
    }

    init(_ request: Request) {
        origin = request.headers[.origin]
        host = request.head.authority
        let authorizations = request.headers[values: .authorization]
        keys = authorizations.compactMap(Self.bearer)
        credentials = authorizations.compactMap(Self.basic)
        if let key = request.headers[raw: Self.keyHeader] { keys.append(key) }
    }

    /// - Parameter protocols: what a WebSocket's client offers.
    init(_ headers: HTTPHeaders, protocols: [Substring]) {
        // Two origins are none that we know.
        origin = headers.contains(name: "origin") ? headers["origin"].joined(separator: ", ") : nil
        host = headers.first(name: "host")
        keys = headers["authorization"].compactMap(Self.bearer) + headers[Self.keyHeader]
        credentials = headers["authorization"].compactMap(Self.basic)
        for offer in protocols where offer.hasPrefix(Self.keyProtocol) {
            if let key = Self.decoded(offer.dropFirst(Self.keyProtocol.count)) { keys.append(key) }
        }
    }

    private static func bearer(_ value: String) -> String? {
        guard value.prefix(7).lowercased() == "bearer " else { return nil }
        return String(value.dropFirst(7).drop { $0 == " " })
    }

    /// RFC 7617: the name and the password with a colon between them, as base64.
    private static func basic(_ value: String) -> String? {
        guard value.prefix(6).lowercased() == "basic " else { return nil }
        let encoded = String(value.dropFirst(6).drop { $0 == " " })
        return Data(base64Encoded: encoded).flatMap { String(data: $0, encoding: .utf8) }
    }

    /// base64url without padding.
    private static func decoded(_ text: Substring) -> String? {
        var base64 = String(text).replacing("-", with: "+").replacing("_", with: "/")
        while base64.utf8.count % 4 != 0 { base64 += "=" }
        return Data(base64Encoded: base64).flatMap { String(data: $0, encoding: .utf8) }
    }
}
