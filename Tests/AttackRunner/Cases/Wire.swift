import Foundation
import TestKit

/// Requests of which every byte counts.
enum Wire {
    /// Sends the text on a connection of its own; all that comes until the server closes, or says nothing for long.
    static func answer(_ text: String, port: Int) throws -> String {
        let connection = try RawConnection(port: port)
        connection.write(text)
        var answer = ""
        while case let more = connection.read(), !more.isEmpty { answer += more }
        return answer
    }

    /// Sends the text and keeps the connection open; what comes until the condition holds, the server closes, or the
    /// time is over.
    static func answer(
        _ text: String, port: Int, within limit: Duration, until isEnough: (String) -> Bool
    ) async throws -> String {
        let connection = try RawConnection(port: port)
        connection.write(text)
        var answer = ""
        _ = try await eventually(within: limit) {
            guard let more = connection.available() else { return true }
            answer += more
            return isEnough(answer)
        }
        return answer
    }

    /// The statuses of the answers in a text, in order.
    static func statuses(_ text: String) -> [Int] {
        text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
    }

    /// A request for a WebSocket.
    static func handshake(
        _ path: String = "/execute", method: String = "GET", http: String = "1.1", upgrade: String = "websocket",
        connection: String = "Upgrade", version: String? = "13", key: String? = "dGhlIHNhbXBsZSBub25jZQ==",
        more: String = ""
    ) -> String {
        var text =
            "\(method) \(path) HTTP/\(http)\r\nHost: test\r\nUpgrade: \(upgrade)\r\nConnection: \(connection)\r\n"
        if let version { text += "Sec-WebSocket-Version: \(version)\r\n" }
        if let key { text += "Sec-WebSocket-Key: \(key)\r\n" }
        return text + more + "\r\n"
    }

    static let echo = #"{"language":"bash","code":"echo smuggled"}"#

    /// A request that runs something.
    static func post(_ headers: String = "", path: String = "/execute", body: String = echo) -> String {
        "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }
}

extension WebSocketClient {
    /// Begins a run of Bash.
    func begin(_ code: String, limits: JSONValue = [:], _ more: [String: JSONValue] = [:]) throws {
        let request: JSONValue = ["language": "bash", "code": .string(code), "limits": limits]
        try send(.object(["type": "run", "request": request].merging(more) { $1 }))
    }

    /// What a run of Bash wrote, and its result.
    func bash(_ code: String, limits: JSONValue = [:], _ more: [String: JSONValue] = [:]) throws -> (
        text: String, result: JSONValue
    ) {
        try begin(code, limits: limits, more)
        return rest()
    }

    /// What comes up to the result, or an error.
    func rest() -> (text: String, result: JSONValue) {
        let messages = messages { $0["event"] == "result" || $0["event"] == "error" }
        let text = messages.filter { $0["event"] == "stdout" }.compactMap { $0["data"]["text"].string }.joined()
        return (text, messages.last?["data"] ?? .null)
    }

    /// Waits for a word of the program.
    func wait(for word: String) throws {
        var text = ""
        let messages = messages { message in
            text += message["data"]["text"].string ?? ""
            return text.contains(word)
        }
        guard text.contains(word) else { throw TestFailure("there is no \(word), but \(messages.suffix(2))") }
    }
}

extension [String: JSONValue] {
    static let pipe: Self = ["interactive": true]
    static let terminal: Self = ["terminal": ["columns": 80, "rows": 24]]
}
