import FoundationEssentials
import NIOCore
import RunletCore
import RunletEngine

/// Writes a job's events as `text/event-stream`.
struct EventEncoder {
    static let ping = ByteBuffer(string: ": ping\n\n")

    let jobID: JobID
    /// The event that the client has seen last; it is only looked at for the characters that it cut.
    let seen: Int
    /// Whether the result lists all runs also where there is one.
    let hasInputs: Bool
    private var carry = OutputCarry()

    init(jobID: JobID, after seen: Int = 0, hasInputs: Bool = false) {
        self.jobID = jobID
        self.seen = seen
        self.hasInputs = hasInputs
    }

    /// The number to ask the engine's events after, so that ``encode(_:)`` gets to see the last one again.
    var sequence: Int { max(0, seen - 1) }

    /// The bytes for an event; empty where there is nothing to tell the client yet.
    mutating func encode(_ event: JobEvent) -> ByteBuffer {
        var bytes: [UInt8] = []
        let id = event.sequence
        switch event.kind {
        case .queued:
            Self.write("queued", id, ["id": .string(jobID.rawValue)], to: &bytes)
        case .started(let node, let attempt):
            carry.reset()
            Self.write("started", id, ["node": .string(node), "attempt": .int(attempt)], to: &bytes)
        case .output(let phase, let stream, let data):
            if let text = carry.text(of: data, phase, stream) { Self.write(stream, id, text, phase, to: &bytes) }
        case .phase(let phase, let outcome):
            for (stream, text) in carry.rest(of: phase) { Self.write(stream, nil, text, phase, to: &bytes) }
            Self.write(
                "phase", id, ["phase": .string(phase.rawValue), "outcome": .string(outcome.rawValue)], to: &bytes)
        case .result(let job):
            Self.write("result", id, ExecutionAnswer(job: job, hasInputs: hasInputs).json, to: &bytes)
            return ByteBuffer(bytes: bytes)
        }
        return id == seen ? ByteBuffer() : ByteBuffer(bytes: bytes)
    }

    private static func write(
        _ stream: OutputStream, _ id: Int?, _ text: OutputText, _ phase: Phase.Kind, to bytes: inout [UInt8]
    ) {
        let data: JSON = .fields([
            text.isBase64 ? "base64" : "text": .string(text.text), "phase": .string(phase.rawValue),
        ])
        write(stream.rawValue, id, data, to: &bytes)
    }

    private static func write(
        _ name: String, _ id: Int?, _ data: KeyValuePairs<String, JSON>, to bytes: inout [UInt8]
    ) {
        write(name, id, .fields(data), to: &bytes)
    }

    private static func write(_ name: String, _ id: Int?, _ data: JSON, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (id.map { "id: \($0)\n" } ?? "").utf8)
        bytes.append(contentsOf: "event: \(name)\ndata: ".utf8)
        // JSON on one line: it cannot break the frame.
        bytes.append(contentsOf: data.encoded())
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
