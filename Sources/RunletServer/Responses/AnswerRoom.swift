import HTTPTypes
import Hummingbird
import NIOCore
import RunletCore
import Synchronization

/// How much of large answers may be on its way at once.
///
/// What a program wrote is in memory until its client has read it, and a client may take its time. Each answer is bounded
/// by the limits of its run; this bounds them all together.
package final class AnswerRoom: Sendable {
    /// Answers up to this size are not counted: as many as there are connections fit into memory. In bytes.
    static let small = 64 << 10

    /// Room that is taken until nobody refers to this any more.
    package final class Place: Sendable {
        private let room: AnswerRoom
        private let bytes: Int

        fileprivate init(_ room: AnswerRoom, _ bytes: Int) {
            self.room = room
            self.bytes = bytes
        }

        deinit {
            room.taken.subtract(bytes, ordering: .relaxed)
        }
    }

    private let most: Int
    private let taken = Atomic(0)

    /// - Parameter most: in bytes. One answer alone may be larger.
    package init(most: Int = 128 << 20) {
        self.most = most
    }

    /// Room for so many bytes; nil where there is none now.
    package func take(_ bytes: Int) -> Place? {
        let place = Place(self, bytes)
        let (before, after) = taken.add(bytes, ordering: .relaxed)
        return after <= most || before == 0 ? place : nil
    }

    /// The answer, where there is room for it: in pieces, each written when the one before was taken.
    ///
    /// - Parameter path: where it can be had later.
    /// - Throws: ``APIError`` of status 503 where there is no room.
    func hold(_ response: Response, of path: String) throws -> Response {
        guard let bytes = response.body.contentLength, bytes > Self.small else { return response }
        guard let place = take(bytes) else { throw Self.isFull(path) }
        let body = response.body
        var response = response
        response.body = ResponseBody(contentLength: bytes) { writer in
            defer { withExtendedLifetime(place) {} }
            try await body.write(writer.paced())
        }
        return response
    }

    static func isFull(_ path: String) -> APIError {
        .retry(
            .serviceUnavailable, after: 5,
            "too many large answers wait for their readers; this one can be had from \(path) later")
    }
}
