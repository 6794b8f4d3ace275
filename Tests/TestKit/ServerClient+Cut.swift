import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1

extension ServerClient {
    /// Reads events until the stream ends or breaks. The status is 0 where there was no answer.
    package func eventsUntilCut(
        _ method: String, _ path: String, body: Data? = nil, headers: [(String, String)] = []
    ) async -> (status: Int, events: [ServerEvent]) {
        guard let response = try? await begin(method, path, body: body, headers: headers) else { return (0, []) }
        var reader = EventReader()
        do {
            for try await chunk in response.body { reader.feed(chunk) }
        } catch {
            // What came until then counts.
        }
        return (Int(response.status.code), reader.events)
    }

    /// Sends a request whose answer may be larger than any other.
    package func large(_ method: String, _ path: String, body: Data? = nil) async throws -> Answer {
        let response = try await begin(method, path, body: body)
        let bytes = try await response.body.collect(upTo: 512 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, body: Data(bytes.readableBytesView))
    }
}
