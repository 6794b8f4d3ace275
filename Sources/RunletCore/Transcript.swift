public import struct FoundationEssentials.Data

/// What a program wrote to both of its streams, in the order in which it was read.
///
/// The bytes are kept once; a run-length list says which stream each belongs to.
public struct Transcript: Hashable, Sendable, Codable {
    public struct Segment: Hashable, Sendable, Codable {
        public var stream: OutputStream
        public var count: Int

        public init(stream: OutputStream, count: Int) {
            self.stream = stream
            self.count = count
        }
    }

    public private(set) var bytes: Data
    public private(set) var segments: [Segment]

    public init() {
        bytes = Data()
        segments = []
    }

    public mutating func append(_ chunk: some Collection<UInt8>, to stream: OutputStream) {
        guard !chunk.isEmpty else { return }
        bytes.append(contentsOf: chunk)
        if let last = segments.indices.last, segments[last].stream == stream {
            segments[last].count += chunk.count
        } else {
            segments.append(Segment(stream: stream, count: chunk.count))
        }
    }

    /// The bytes of one stream alone.
    public func bytes(of stream: OutputStream) -> Data {
        if segments.allSatisfy({ $0.stream == stream }) { return bytes }
        var result = Data()
        var position = bytes.startIndex
        for segment in segments {
            // A stored record is only as good as its store: never index beyond what is there.
            let end =
                bytes.index(position, offsetBy: max(0, segment.count), limitedBy: bytes.endIndex)
                ?? bytes.endIndex
            if segment.stream == stream { result.append(bytes[position..<end]) }
            position = end
        }
        return result
    }
}
