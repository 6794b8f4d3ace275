import HTTPTypes
import HummingbirdCore
import NIOCore

/// Gives a connection large buffers in pieces, so that it holds little that the client has not taken.
struct PacedWriter<Writer: ResponseBodyWriter>: ResponseBodyWriter {
    private var writer: Writer

    init(_ writer: Writer) {
        self.writer = writer
    }

    @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
        try await writer.writePaced(buffer)
    }

    @concurrent consuming func finish(_ trailers: HTTPFields?) async throws {
        try await writer.finish(trailers)
    }
}

extension ResponseBodyWriter {
    /// This writer with a pace.
    consuming func paced() -> any ResponseBodyWriter { PacedWriter(self) }

    /// Writes a large buffer in pieces, each when the one before was taken.
    @concurrent mutating func writePaced(_ buffer: ByteBuffer) async throws {
        var rest = buffer
        while let piece = rest.readBytes(length: min(rest.readableBytes, 64 << 10)), !piece.isEmpty {
            // A slice would keep the whole buffer.
            try await write(ByteBuffer(bytes: piece))
        }
    }
}
