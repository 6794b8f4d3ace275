import Foundation
import TestKit

/// Clients that ask for a run in every way there is, and never read.
final class DeafClients: Sendable {
    private let crowds: [ConnectionCrowd]
    private let sockets: [WebSocketClient]

    /// - Parameters:
    ///   - each: how many of each way.
    ///   - request: as JSON.
    init(_ each: Int, port: Int, request: Data) throws {
        let body = String(decoding: request, as: UTF8.self)
        let head = "POST /execute HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n"
        crowds = try ["", "Accept: text/event-stream\r\n"].map { more in
            try ConnectionCrowd(each, port: port, sending: head + more + "\r\n" + body)
        }
        let message = Data(#"{"type":"run","request":"#.utf8) + request + Data("}".utf8)
        sockets = try (0..<each).map { _ in
            let socket = try WebSocketClient(port: port)
            socket.takeLittle()
            socket.send(text: message)
            return socket
        }
    }
}
