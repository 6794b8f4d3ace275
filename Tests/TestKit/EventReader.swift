import AsyncHTTPClient
import Foundation
package import NIOCore
import NIOHTTP1

/// An event of `text/event-stream`, and when it came.
package struct ServerEvent: Sendable {
    package var id: Int?
    package var name = ""
    package var data = ""
    package var time = ContinuousClock.now

    package var json: JSONValue { (try? JSONValue(parsing: Data(data.utf8))) ?? .null }

    /// What must be the same when it is told again.
    package var essence: String { "\(id ?? -1) \(name) \(data)" }
}

/// Reads a stream of events.
package struct EventReader {
    package private(set) var events: [ServerEvent] = []
    private var buffer = Data()
    private var current = ServerEvent()

    package init() {}

    package mutating func feed(_ chunk: ByteBuffer) {
        buffer.append(contentsOf: chunk.readableBytesView)
        while let end = buffer.firstIndex(of: 0x0A) {
            take(String(decoding: buffer[..<end], as: UTF8.self))
            buffer.removeSubrange(...end)
        }
    }

    private mutating func take(_ line: String) {
        if line.isEmpty {
            if !current.name.isEmpty {
                current.time = .now
                events.append(current)
            }
            current = ServerEvent()
        } else if line.hasPrefix("id: ") {
            current.id = Int(line.dropFirst(4))
        } else if line.hasPrefix("event: ") {
            current.name = String(line.dropFirst(7))
        } else if line.hasPrefix("data: ") {
            current.data += line.dropFirst(6)
        }
    }
}

extension ServerClient {
    /// Runs a snippet and reads its events to the end of the stream.
    package func stream(_ request: JSONValue) async throws -> [ServerEvent] {
        try await read(
            begin("POST", "/execute", body: try request.encoded, headers: [("Accept", "text/event-stream")]))
    }

    /// A job's events after one of them.
    package func events(of id: String, after last: Int? = nil) async throws -> [ServerEvent] {
        let headers = last.map { [("Last-Event-ID", "\($0)")] } ?? []
        return try await read(begin("GET", "/jobs/\(id)/events", headers: headers))
    }

    private func read(_ response: HTTPClientResponse) async throws -> [ServerEvent] {
        guard response.status == .ok, response.headers.first(name: "content-type") == "text/event-stream" else {
            throw TestFailure("no stream of events: \(response.status) \(response.headers)")
        }
        var reader = EventReader()
        for try await chunk in response.body { reader.feed(chunk) }
        return reader.events
    }
}
