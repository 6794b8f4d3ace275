import NIOCore
import RunletCore

/// Writes a job's events as `text/event-stream`.
struct EventEncoder {
    static let ping = ByteBuffer(string: ": ping\n\n")

    /// The event that the client has seen last; it is only looked at for the characters that it cut.
    let seen: Int
    private var teller: EventTeller

    /// - Parameter hasInputs: whether the result lists all runs also where there is one.
    init(jobID: JobID, after seen: Int = 0, hasInputs: Bool = false) {
        self.seen = seen
        teller = EventTeller(jobID: jobID, hasInputs: hasInputs)
    }

    /// The number to ask the engine's events after, so that ``encode(_:)`` gets to see the last one again.
    var sequence: Int { max(0, seen - 1) }

    /// The bytes for an event; empty where there is nothing to tell the client yet.
    mutating func encode(_ event: JobEvent) -> ByteBuffer {
        var event = event
        if case .result = event.kind, event.sequence <= seen {
            // Told in any case, since nothing comes after it. Made from the store it may have another's number.
            event = JobEvent(sequence: seen + 1, kind: event.kind)
        }
        let messages = teller.messages(for: event)
        if event.sequence == seen { return ByteBuffer() }
        var bytes: [UInt8] = []
        for message in messages { Self.write(message, to: &bytes) }
        return ByteBuffer(bytes: bytes)
    }

    private static func write(_ message: EventMessage, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (message.id.map { "id: \($0)\n" } ?? "").utf8)
        bytes.append(contentsOf: "event: \(message.name)\ndata: ".utf8)
        // JSON on one line: it cannot break the frame.
        bytes.append(contentsOf: message.data.encoded())
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
