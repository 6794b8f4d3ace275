import FoundationEssentials
import HTTPTypes
import Logging
import NIOCore
import RunletCore
import RunletEngine

/// One run of a WebSocket, from its request to its result.
struct WebSocketRun: Sendable {
    /// Of output in one frame, where the client is slower than the program.
    private static let pieceBytes = 64 << 10

    let services: APIServices
    let connection: WebSocketConnection
    let client: String
    let logger: Logger

    func carryOut(_ snippet: Snippet, _ interaction: Interaction?) async {
        do {
            if let problem = services.limiter?.problem(with: client) { throw problem }
            let job = try await services.job(for: snippet, interaction: interaction)
            let accepted = try await services.coordinator.submit(job, durability: .process)
            connection.tell(.accepted(accepted.id))
            try await follow(accepted.id, hasInputs: snippet.inputs != nil)
        } catch is WebSocketConnection.Gone {
            // Nobody is there to be told.
        } catch is ChannelError {
        } catch is IOError {
        } catch {
            connection.tell(.failed(ErrorMapping.apiError(for: error, logger: logger)))
        }
    }

    /// Pulls events, sends them, and pulls more once the connection took them.
    private func follow(_ id: JobID, hasInputs: Bool) async throws {
        guard let batches = try await services.coordinator.batches(of: id, outputBytes: Self.pieceBytes) else {
            throw APIError.unexpected
        }
        var teller = EventTeller(jobID: id, hasInputs: hasInputs, hasOutput: false)
        for await batch in batches {
            var texts: [ByteBuffer] = []
            var news: [WebSessionMachine.Event] = []
            for event in Self.pieces(of: batch) {
                texts += teller.messages(for: event).map(\.frameText)
                switch event.kind {
                case .started: news.append(.started)
                case .inputDropped(let count): news.append(.inputDropped(count))
                case .result: news.append(.ended)
                case .queued, .output, .phase: break
                }
                if Self.bytes(texts) >= Self.pieceBytes {
                    try await send(texts, then: news, of: id)
                    (texts, news) = ([], [])
                }
            }
            try await send(texts, then: news, of: id)
            if case .result? = batch.last?.kind { return }
        }
        throw APIError.retry(
            .serviceUnavailable, after: 5, "no more of this run is told here; it is found at \(JobAnswer.path(id))")
    }

    private func send(_ texts: [ByteBuffer], then news: [WebSessionMachine.Event], of id: JobID) async throws {
        let bytes = Self.bytes(texts)
        let place = services.answers.take(bytes)
        guard place != nil || bytes <= AnswerRoom.small else { throw AnswerRoom.isFull(JobAnswer.path(id)) }
        defer { withExtendedLifetime(place) {} }
        try await connection.send(texts, then: news)
    }

    private static func bytes(_ texts: [ByteBuffer]) -> Int {
        texts.reduce(0) { $0 + $1.readableBytes }
    }

    /// Output in pieces of a good size: joined where it is of one stream and follows itself, cut where it is much.
    private static func pieces(of batch: [JobEvent]) -> [JobEvent] {
        var pieces: [JobEvent] = []
        for event in batch {
            guard case .output(let phase, let stream, var data) = event.kind else {
                pieces.append(event)
                continue
            }
            if case .output(phase, stream, var before)? = pieces.last?.kind,
                before.count + data.count <= pieceBytes
            {
                pieces.removeLast()
                before.append(data)
                data = before
            }
            while !data.isEmpty {
                let piece = Data(data.prefix(pieceBytes))
                pieces.append(JobEvent(sequence: event.sequence, kind: .output(phase, stream, piece)))
                data = data.dropFirst(piece.count)
            }
        }
        return pieces
    }
}

extension EventMessage {
    /// `{"event": NAME, "data": {...}}`.
    var frameText: ByteBuffer {
        ByteBuffer(bytes: JSON.fields(["event": .string(name), "data": data]).encoded())
    }
}
