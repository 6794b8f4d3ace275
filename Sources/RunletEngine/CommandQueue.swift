import DequeModule
import RunletCore
import Synchronization

/// The commands on their way to one worker, in order.
///
/// Whoever sends input waits where much of it is on its way already, so that clients cannot fill the memory. A cancel
/// waits for nothing.
final class CommandQueue: Sendable {
    /// The most bytes of input on their way; a single command may be larger.
    static let mostBytes = 1 << 20

    private struct State {
        var commands: Deque<WorkerCommand> = []
        var bytes = 0
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?
        /// Who waits for room, with what they have.
        var writers: Deque<(command: WorkerCommand, continuation: CheckedContinuation<Void, Never>)> = []

        var hasRoom: Bool { bytes < CommandQueue.mostBytes && writers.isEmpty }

        mutating func append(_ command: WorkerCommand) {
            commands.append(command)
            bytes += command.inputSize
        }
    }

    private let state = Mutex(State())

    /// Adds a command; forgotten where the worker is gone.
    func send(_ command: WorkerCommand) async {
        // Nothing is allocated for who need not wait.
        if offer(command) { return }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.isFinished { return true }
                if state.hasRoom {
                    state.append(command)
                    return true
                }
                state.writers.append((command, continuation))
                return false
            }
            if isDone {
                wakeReader()
                continuation.resume()
            }
        }
    }

    private func offer(_ command: WorkerCommand) -> Bool {
        let isTaken = state.withLock { state in
            if state.isFinished { return true }
            guard command.inputSize == 0 || state.hasRoom else { return false }
            state.append(command)
            return true
        }
        if isTaken { wakeReader() }
        return isTaken
    }

    private func wakeReader() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Waits for the next command; nil at the end. One reader at a time.
    func next() async -> WorkerCommand? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if !state.commands.isEmpty || state.isFinished { return true }
                state.reader = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        let (command, writer) = state.withLock { state in
            guard let command = state.commands.popFirst() else {
                return (WorkerCommand?.none, CheckedContinuation<Void, Never>?.none)
            }
            state.bytes -= command.inputSize
            guard state.bytes < Self.mostBytes, let writer = state.writers.popFirst() else { return (command, nil) }
            state.append(writer.command)
            return (command, writer.continuation)
        }
        writer?.resume()
        return command
    }

    /// Nothing is added any more, and nobody waits.
    func finish() {
        let (reader, writers) = state.withLock { state in
            state.isFinished = true
            defer {
                state.reader = nil
                state.writers = []
            }
            return (state.reader, state.writers)
        }
        reader?.resume()
        for writer in writers { writer.continuation.resume() }
    }
}

extension WorkerCommand {
    /// The bytes of input that it carries, and something for each piece.
    fileprivate var inputSize: Int {
        switch self {
        case .cancel: 0
        case .input(_, _, let input): input.reduce(64) { $0 + 64 + $1.size }
        }
    }
}
