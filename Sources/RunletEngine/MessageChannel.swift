import DequeModule
import RunletCore
import Synchronization

/// The messages on their way to one coordinator, in order.
///
/// Whoever sends waits where much is on its way already: programs write faster than results are stored, and what lies
/// between them is memory. So a worker's slot is taken until its result is on the way to the store.
final class MessageChannel: Sendable {
    /// The most bytes of output and results on their way; a single message may be larger.
    static let mostBytes = 32 << 20

    /// A message with its place among the others.
    struct Letter: Sendable {
        let number: UInt64
        let message: CoordinatorMessage
        let size: Int
    }

    private struct State {
        var nextNumber: UInt64 = 0
        /// Those that nobody is there to read, in order.
        var waiting: Deque<Letter> = []
        /// They take turns: the first is next.
        var readers: Deque<(id: UInt64, stream: AsyncStream<MessageDelivery>.Continuation)> = []
        /// Of all that is not acknowledged.
        var bytes = 0
        var isFinished = false
        var writers: [CheckedContinuation<Void, Never>] = []

        var hasRoom: Bool { isFinished || readers.isEmpty || bytes <= MessageChannel.mostBytes }

        mutating func takeWritersWithRoom() -> [CheckedContinuation<Void, Never>] {
            guard hasRoom, !writers.isEmpty else { return [] }
            defer { writers = [] }
            return writers
        }
    }

    private let state = Mutex(State())

    /// Sends a message. Whoever did so waits for room before the next.
    func send(_ message: CoordinatorMessage) {
        let size = message.size
        // What the lock gives back is let go of outside of it: a delivery that nobody takes comes back here.
        _ = state.withLock { state -> MessageDelivery? in
            guard !state.isFinished else { return nil }
            state.nextNumber += 1
            state.bytes += size
            return hand(Letter(number: state.nextNumber, message: message, size: size), &state)
        }
    }

    /// Returns when there is room for more, or nobody to make room.
    func waitForRoom() async {
        if state.withLock({ $0.hasRoom }) { return }
        await withCheckedContinuation { writer in
            let hasRoom = state.withLock { state in
                if state.hasRoom { return true }
                state.writers.append(writer)
                return false
            }
            if hasRoom { writer.resume() }
        }
    }

    /// A stream of the messages, those that wait first. It may be called again: each message goes to one of the
    /// readers. One that was cancelled still gives what it holds; what nobody took from it when it is let go of goes to
    /// another.
    func read(as id: UInt64) -> AsyncStream<MessageDelivery> {
        let (stream, continuation) = AsyncStream.makeStream(of: MessageDelivery.self)
        continuation.onTermination = { [weak self] _ in self?.removeReader(id) }
        _ = state.withLock { state -> [MessageDelivery] in
            guard !state.isFinished else {
                continuation.finish()
                return []
            }
            state.readers.append((id, continuation))
            let letters = state.waiting
            state.waiting = []
            return letters.compactMap { hand($0, &state) }
        }
        return stream
    }

    /// Ends the streams after what is in them. Nothing is kept any more, and nobody waits.
    func finish() {
        let (readers, writers) = state.withLock { state in
            state.isFinished = true
            defer {
                state.readers = []
                state.waiting = []
            }
            return (state.readers, state.takeWritersWithRoom())
        }
        for reader in readers { reader.stream.finish() }
        for writer in writers { writer.resume() }
    }

    /// Gives a message to the next reader, or keeps it in its place until there is one.
    private func hand(_ letter: Letter, _ state: inout State) -> MessageDelivery? {
        guard let reader = state.readers.popFirst() else {
            let place = state.waiting.lastIndex { $0.number < letter.number }.map { $0 + 1 } ?? 0
            state.waiting.insert(letter, at: place)
            return nil
        }
        state.readers.append(reader)
        let ticket = MessageTicket(letter, of: self)
        let delivery = MessageDelivery(letter.message) { ticket.acknowledge() }
        reader.stream.yield(delivery)
        return delivery
    }

    /// A message was acknowledged.
    func took(_ letter: Letter) {
        let writers = state.withLock { state in
            state.bytes -= letter.size
            return state.takeWritersWithRoom()
        }
        for writer in writers { writer.resume() }
    }

    /// A message was let go of and not acknowledged.
    func takeBack(_ letter: Letter) {
        _ = state.withLock { state -> MessageDelivery? in
            guard !state.isFinished else { return nil }
            return hand(letter, &state)
        }
    }

    private func removeReader(_ id: UInt64) {
        // The stream goes with its last owner, and with it what is in it: not inside the lock.
        let (reader, writers) = state.withLock { state in
            let reader = state.readers.firstIndex { $0.id == id }.map { state.readers.remove(at: $0) }
            return (reader, state.takeWritersWithRoom())
        }
        for writer in writers { writer.resume() }
        withExtendedLifetime(reader) {}
    }
}

extension CoordinatorMessage {
    /// About how much memory its content takes, in bytes.
    fileprivate var size: Int {
        switch self {
        case .news(let event): event.size
        case .cancel, .question: 64
        case .answer(let answer): answer.events?.reduce(64) { $0 + $1.size } ?? 64
        }
    }
}

extension TaskEvent {
    fileprivate var size: Int {
        switch kind {
        case .started, .phaseEnded, .inputDropped, .failed, .cancelled: 64
        case .output(_, _, let data): 64 + data.count
        case .completed(let result): 256 + result.contentSize
        }
    }
}

extension JobEvent {
    fileprivate var size: Int {
        switch kind {
        case .queued, .started, .phase, .inputDropped: 64
        case .output(_, _, let data): 64 + data.count
        case .result(let job): job.tasks.reduce(256) { $0 + 256 + ($1.result?.contentSize ?? 0) }
        }
    }
}
