import Synchronization

/// What arrives for one attempt while it goes on: from the worker that hears of it to the runtime that has the program.
///
/// What comes before the runtime asks for it waits here, up to a bound. From then on everything is handed over as it
/// comes, and the receiver decides what it has room for.
public final class TaskInputs: Sendable {
    /// Takes one piece. Returns false where there is no room for it, and it is dropped as a whole.
    public typealias Receiver = @Sendable (TaskInput) -> Bool

    /// The most bytes that may wait for a program, here or in a runtime. What does not fit is dropped.
    public static let capacity = 64 << 10
    /// What a piece costs beside its bytes.
    private static let overhead = 64

    private enum State {
        case waiting([TaskInput], cost: Int)
        case connected(Receiver)
        case closed
    }

    private let state = Mutex(State.waiting([], cost: 0))

    public init() {}

    /// Hands over what came, in order.
    ///
    /// - Returns: how many bytes were dropped for want of room. What nobody wants any more counts as taken.
    public func send(_ inputs: [TaskInput]) -> Int {
        state.withLock { state in
            inputs.reduce(0) { $0 + (Self.send($1, &state) ? 0 : $1.size) }
        }
    }

    /// Hands what waits to the receiver, and from now on whatever comes. Once.
    ///
    /// - Parameter receiver: is called for one piece at a time and in order, under a lock: it must return at once.
    public func connect(_ receiver: @escaping Receiver) {
        state.withLock { state in
            guard case .waiting(let inputs, _) = state else { return }
            for input in inputs { _ = receiver(input) }
            state = .connected(receiver)
        }
    }

    /// Nobody wants anything any more.
    public func close() {
        state.withLock { $0 = .closed }
    }

    private static func send(_ input: TaskInput, _ state: inout State) -> Bool {
        switch state {
        case .closed:
            return true
        case .connected(let receiver):
            return receiver(input)
        case .waiting(var inputs, let cost):
            let more = overhead + input.size
            guard cost + more <= capacity else { return false }
            state = .closed  // Lets go of the array, so that it is appended to in place.
            inputs.append(input)
            state = .waiting(inputs, cost: cost + more)
            return true
        }
    }
}
