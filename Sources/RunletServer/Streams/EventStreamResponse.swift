import HTTPTypes
import Hummingbird
import NIOCore
import RunletCore
import ServiceLifecycle

/// The answer that streams a job's events.
///
/// Pulls an event, writes it, and pulls the next once the connection took it: a slow client slows only itself.
struct EventStreamResponse: Sendable {
    private enum Wake {
        case event(JobEvent?)
        case ping
        case shutdown
    }

    let events: AsyncStream<JobEvent>
    let encoder: EventEncoder
    let room: AnswerRoom
    /// Whether to end when the server stops. A stream whose run ends soon by itself is better waited for.
    var endsOnShutdown = false
    /// Is called when the stream has ended, however it did.
    var onEnd: @Sendable () -> Void = {}

    var response: Response {
        let stream = self
        let fields: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        return Response(
            status: .ok, headers: fields,
            body: ResponseBody { writer in
                defer { stream.onEnd() }
                try await stream.write(to: &writer)
                try await writer.finish(nil)
            })
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        var encoder = encoder
        try await withThrowingTaskGroup(of: Wake.self) { group in
            defer { group.cancelAll() }
            group.addTask { await next() }
            group.addTask { await Self.pause() }
            if endsOnShutdown {
                group.addTask {
                    // Throws where the stream ends first.
                    do { try await gracefulShutdown() } catch { return .ping }
                    return .shutdown
                }
            }
            while let wake = try await group.next() {
                switch wake {
                case .event(let event?):
                    let bytes = encoder.encode(event)
                    guard try await write(bytes, to: &writer) else { return }
                    if case .result = event.kind { return }
                    group.addTask { await next() }
                case .event(nil), .shutdown:
                    return
                case .ping:
                    try await writer.write(EventEncoder.ping)
                    group.addTask { await Self.pause() }
                }
            }
        }
    }

    /// False where there is no room for so much now: the stream breaks off, and a client that comes again goes on where
    /// it was.
    @concurrent private func write(_ bytes: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws -> Bool {
        if bytes.readableBytes > AnswerRoom.small {
            guard let place = room.take(bytes.readableBytes) else { return false }
            defer { withExtendedLifetime(place) {} }
            try await writer.writePaced(bytes)
        } else if bytes.readableBytes > 0 {
            try await writer.write(bytes)
        }
        return true
    }

    private func next() async -> Wake {
        // Every iterator of the engine's streams goes on where the one before stopped.
        var iterator = events.makeAsyncIterator()
        return .event(await iterator.next())
    }

    /// Proxies close connections that say nothing for long.
    private static func pause() async -> Wake {
        try? await Task.sleep(for: .seconds(15))
        return .ping
    }
}
