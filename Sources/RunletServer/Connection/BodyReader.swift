import Hummingbird
import NIOCore

/// Reads requests' bodies within bounds of size and time.
struct BodyReader: Sendable {
    /// Bytes.
    let limit: Int
    /// From now to the body's end, however slowly it drips.
    let timeout: TimeAmount

    init(_ options: ServerOptions) {
        limit = options.bodyLimit
        timeout = .seconds(Int64(options.bodyTimeout))
    }

    func read(_ request: Request, _ context: APIContext) async throws -> ByteBuffer {
        let channel = context.channel
        let deadline = channel.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        var body = ByteBuffer()
        do {
            for try await chunk in request.body {
                guard body.readableBytes + chunk.readableBytes <= limit else { throw APIError.tooLarge(limit: limit) }
                if body.readableBytes == 0 {
                    body = chunk
                } else {
                    body.writeImmutableBuffer(chunk)
                }
            }
        } catch let error as APIError {
            throw error
        } catch {
            throw BrokenRequest(underlying: error)
        }
        ConnectionWatch.of(channel)?.bodyWasRead()
        return body
    }
}

/// A request that broke off or is no HTTP. Its connection is of no more use.
struct BrokenRequest: Error {
    let underlying: any Error
}
