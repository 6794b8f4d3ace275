import RunletCore
import Synchronization

/// The events on their way to one coordinator, in order.
///
/// Whoever sends waits where much is on its way already: programs write faster than results are stored, and what lies
/// between them is memory. So a worker's slot is taken until its result is on the way to the store.
final class EventChannel: Sendable {
    /// The most bytes of output and results on their way; a single event may be larger.
    static let mostBytes = 32 << 20

    private struct State {
        var bytes = 0
        var isClosed = false
        var writers: [CheckedContinuation<Void, Never>] = []

        var hasRoom: Bool { isClosed || bytes <= EventChannel.mostBytes }
    }

    private let continuation: AsyncStream<EventDelivery>.Continuation
    private let state = Mutex(State())

    private init(_ continuation: AsyncStream<EventDelivery>.Continuation) {
        self.continuation = continuation
    }

    /// - Parameter onEnd: is called when nobody reads the stream any more.
    static func make(onEnd: @escaping @Sendable () -> Void) -> (EventChannel, AsyncStream<EventDelivery>) {
        let (stream, continuation) = AsyncStream.makeStream(of: EventDelivery.self)
        let channel = EventChannel(continuation)
        continuation.onTermination = { [weak channel] _ in
            channel?.open()
            onEnd()
        }
        return (channel, stream)
    }

    /// Sends an event. Whoever did so waits for room before the next.
    func send(_ event: TaskEvent) {
        let size = event.size
        state.withLock { $0.bytes += size }
        continuation.yield(EventDelivery(event) { [weak self] in self?.took(size) })
    }

    /// Returns when there is room for more.
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

    /// Ends the stream after what is in it.
    func finish() {
        continuation.finish()
        open()
    }

    private func took(_ size: Int) {
        let writers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.bytes -= size
            return state.hasRoom ? Self.takeWriters(&state) : []
        }
        for writer in writers { writer.resume() }
    }

    /// Nobody has to wait from now on.
    private func open() {
        let writers = state.withLock { state in
            state.isClosed = true
            return Self.takeWriters(&state)
        }
        for writer in writers { writer.resume() }
    }

    private static func takeWriters(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.writers = [] }
        return state.writers
    }
}

extension TaskEvent {
    /// About how much memory its content takes, in bytes.
    fileprivate var size: Int {
        switch kind {
        case .started, .phaseEnded, .inputDropped, .failed, .cancelled: 64
        case .output(_, _, let data): 64 + data.count
        case .completed(let result): 256 + result.contentSize
        }
    }
}
