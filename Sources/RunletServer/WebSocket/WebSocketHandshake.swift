import FoundationEssentials
import HTTPTypes
package import NIOHTTP1

/// Whether a request opens a WebSocket, and whether it may. Without side effects.
package struct WebSocketHandshake: Sendable {
    package static let version = "runlet.v1"
    private static let path = "/execute"

    /// Whether to answer with the protocol's version: where the client offered some.
    let namesVersion: Bool

    /// Whether the request wants a WebSocket here at all. Others are for HTTP.
    package static func isMeant(by head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.uri.prefix { $0 != "?" } == path
            && HeaderList.items(head.headers["upgrade"]).contains { $0.lowercased() == "websocket" }
            && HeaderList.items(head.headers["connection"]).contains { $0.lowercased() == "upgrade" }
    }

    /// - Throws: ``APIError``, for an answer of HTTP.
    package init(_ head: HTTPRequestHead, _ policy: AccessPolicy) throws(APIError) {
        let headers = head.headers
        let protocols = HeaderList.items(headers["sec-websocket-protocol"])
        if let problem = policy.problem(
            with: ClientClaims(headers, protocols: protocols), changes: true, level: .key)
        {
            throw problem
        }
        guard headers["sec-websocket-version"] == ["13"] else {
            var fields = HTTPFields()
            fields[raw: "Sec-WebSocket-Version"] = "13"
            throw APIError(.upgradeRequired, "the WebSocket's version must be 13", headers: fields)
        }
        let keys = headers["sec-websocket-key"]
        guard keys.count == 1, Data(base64Encoded: keys[0])?.count == 16 else {
            throw .badRequest("Sec-WebSocket-Key must be there once, 16 bytes as base64")
        }
        guard head.version == .http1_1, !headers.contains(name: "content-length"),
            !headers.contains(name: "transfer-encoding")
        else {
            throw .badRequest("a WebSocket is opened by HTTP/1.1 without a body")
        }
        namesVersion = protocols.contains { $0 == Self.version }
        guard namesVersion || protocols.isEmpty else {
            throw .badRequest("Sec-WebSocket-Protocol must have \(Self.version)")
        }
    }
}
