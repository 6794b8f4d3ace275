import Synchronization

/// What one run is given while it goes on. Make one, put it into the program, and send.
///
/// Bytes that the program does not read wait in the kernel's own buffer and then here; what finds no room is dropped.
public final class SandboxInput: Sendable {
    public enum Kind: Hashable, Sendable {
        /// Standard input is a pipe that stays open.
        case pipe
        /// All three streams are one terminal, of this size at first. What the program writes counts as stdout.
        case terminal(SandboxTerminalSize)
    }

    /// The most bytes that wait here, beside ``SandboxProgram/stdin``.
    public static let capacity = 64 << 10

    public let kind: Kind

    private struct State {
        var queue: SandboxInputQueue
        var isClosed = false
        /// Whether the run was told that there is something, and has not looked yet.
        var isTold = false
        var tell: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    public init(_ kind: Kind) {
        self.kind = kind
        state = Mutex(State(queue: SandboxInputQueue(isTerminal: kind != .pipe, capacity: Self.capacity)))
    }

    /// Gives the program these bytes.
    ///
    /// - Returns: false where they would be more than may wait; then all of them are dropped. What is sent when the
    ///   program is over, or has closed its standard input, is forgotten, which is no error.
    public func send(_ bytes: [UInt8]) -> Bool {
        change { $0.append(bytes) }
    }

    /// Ends standard input when everything is written. A terminal gets the key Ctrl-D instead, and may get more later.
    public func end() -> Bool {
        change { $0.end() }
    }

    /// The terminal has another size from now on. Nothing to a pipe.
    public func resize(_ size: SandboxTerminalSize) {
        _ = change {
            $0.resize(size)
            return true
        }
    }

    private func change(_ body: (inout SandboxInputQueue) -> Bool) -> Bool {
        let (isTaken, tell) = state.withLock { state in
            if state.isClosed { return (true, Optional<@Sendable () -> Void>.none) }
            guard body(&state.queue) else { return (false, nil) }
            if state.isTold { return (true, nil) }
            state.isTold = true
            return (true, state.tell)
        }
        tell?()
        return isTaken
    }

    // MARK: The run's side

    /// - Parameter tell: is called when there is something after there was nothing.
    func open(with first: [UInt8], tell: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.queue.begin(with: first)
            state.tell = tell
        }
    }

    func next() -> SandboxInputQueue.Step? {
        state.withLock { state in
            state.isTold = false
            return state.queue.next()
        }
    }

    func written(_ count: Int) {
        state.withLock { $0.queue.written(count) }
    }

    /// The run is over, or the program wants no more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.tell = nil
            state.queue = SandboxInputQueue(isTerminal: false, capacity: 0)
        }
    }
}
