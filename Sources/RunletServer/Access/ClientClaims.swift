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

    package init(origin: String? = nil, host: String? = nil, keys: [String] = []) {
        self.origin = origin
        self.host = host
        self.keys = keys
    }

    init(_ request: Request) {
        origin = request.headers[.origin]
        host = request.head.authority
        keys = [request.headers[.authorization].flatMap(Self.bearer)].compactMap(\.self)
        if let key = request.headers[raw: Self.keyHeader] { keys.append(key) }
    }

    /// - Parameter protocols: what a WebSocket's client offers.
    init(_ headers: HTTPHeaders, protocols: [Substring]) {
        // Two origins are none that we know.
        origin = headers.contains(name: "origin") ? headers["origin"].joined(separator: ", ") : nil
        host = headers.first(name: "host")
        keys = headers["authorization"].compactMap(Self.bearer) + headers[Self.keyHeader]
        for offer in protocols where offer.hasPrefix(Self.keyProtocol) {
            if let key = Self.decoded(offer.dropFirst(Self.keyProtocol.count)) { keys.append(key) }
        }
    }

    private static func bearer(_ value: String) -> String? {
        guard value.prefix(7).lowercased() == "bearer " else { return nil }
        return String(value.dropFirst(7).drop { $0 == " " })
    }

    /// base64url without padding.
    private static func decoded(_ text: Substring) -> String? {
        var base64 = String(text).replacing("-", with: "+").replacing("_", with: "/")
        while base64.utf8.count % 4 != 0 { base64 += "=" }
        return Data(base64Encoded: base64).flatMap { String(data: $0, encoding: .utf8) }
    }
}
