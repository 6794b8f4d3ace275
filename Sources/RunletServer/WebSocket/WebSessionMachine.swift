import FoundationEssentials
import HTTPTypes
package import RunletCore
import RunletEngine

/// The protocol of a WebSocket on `/execute`: what follows from what happens. A value without side effects.
///
/// One run at a time. Input waits here until the program has begun and while the engine takes the piece before; what
/// waits is bounded.
package struct WebSessionMachine {
    package enum Event: Sendable {
        case message(ClientMessage)
        /// What came cannot be understood.
        case faulty(APIError)
        /// The engine has taken the run.
        case accepted(JobID)
        /// It has not, or cannot tell of it any more.
        case failed(APIError)
        /// An attempt has begun.
        case started
        /// The engine has taken the input of the last ``Action/send(_:to:)``.
        case sent
        /// The program's room for input is full; so many bytes were dropped.
        case inputDropped(Int)
        /// The client has been told the result.
        case ended
        /// The server is about to stop.
        case stopping
        /// The client is gone.
        case closed
    }

    package enum Action: Sendable {
        /// Begins a run: ``Event/accepted(_:)`` and the rest follow.
        case submit(Snippet, Interaction?)
        /// Gives the running program input. ``Event/sent`` follows; there is one at a time.
        case send([TaskInput], to: JobID)
        case cancel(JobID)
        case tell(APIError)
        /// Says goodbye: the server goes away.
        case close
    }

    private enum Run {
        case none
        /// The engine is asked.
        case starting
        /// It waits for its turn.
        case waiting(JobID)
        case running(JobID)
    }

    private var run = Run.none
    private var interaction: Interaction?
    /// What the program has not been given yet.
    private var inputs: [TaskInput] = []
    private var waitingBytes = 0
    private var sendingBytes = 0
    private var isInputOver = false
    private var loss = InputLoss()
    private var isCancelled = false
    private var hasRun = false
    private var isStopping = false
    private var isClosed = false

    package init() {}

    /// Whether nothing runs and nothing is about to.
    package var isIdle: Bool { if case .none = run { true } else { false } }

    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .message(let message): handle(message)
        case .faulty(let error): [.tell(error)]
        case .accepted(let id): accepted(id)
        case .failed(let error): end() + (isClosed ? [] : [.tell(error)]) + goodbye
        case .started: started()
        case .sent: sent()
        case .inputDropped(let count): isClosed ? [] : [.tell(Self.dropped(count))]
        case .ended: end() + goodbye
        case .stopping: stop()
        case .closed: close()
        }
    }

    private mutating func handle(_ message: ClientMessage) -> [Action] {
        switch message {
        case .run(let snippet, let interaction): begin(snippet, interaction)
        case .input(let data): input(.data(data), forTerminal: false)
        case .eof: input(.end, forTerminal: false)
        case .resize(let size): input(.resize(size), forTerminal: true)
        case .signal("SIGKILL"), .cancel: cancel()
        case .signal(let name): signal(name)
        }
    }

    // MARK: A run's life

    private mutating func begin(_ snippet: Snippet, _ interaction: Interaction?) -> [Action] {
        guard case .none = run else { return [.tell(APIError(.conflict, "the run before has not ended"))] }
        if isStopping { return [.tell(.retry(.serviceUnavailable, after: 5, "the server is stopping"))] }
        if interaction != nil, snippet.inputs != nil {
            return [.tell(.badRequest("inputs: cannot be combined with interactive or terminal"))]
        }
        run = .starting
        hasRun = true
        self.interaction = interaction
        return [.submit(snippet, interaction)]
    }

    private mutating func accepted(_ id: JobID) -> [Action] {
        run = .waiting(id)
        return isCancelled || isClosed ? [.cancel(id)] : []
    }

    private mutating func started() -> [Action] {
        guard case .waiting(let id) = run else { return [] }
        run = .running(id)
        return sendNext()
    }

    private mutating func cancel() -> [Action] {
        switch run {
        case .none: return missing
        case .starting: isCancelled = true
        case .waiting(let id), .running(let id):
            if isCancelled { return [] }
            isCancelled = true
            return [.cancel(id)]
        }
        return []
    }

    private mutating func end() -> [Action] {
        run = .none
        interaction = nil
        inputs = []
        waitingBytes = 0
        isInputOver = false
        isCancelled = false
        loss = InputLoss()
        return []
    }

    private mutating func stop() -> [Action] {
        isStopping = true
        // What runs may end, as a request may.
        return isIdle ? [.close] : []
    }

    private var goodbye: [Action] { isStopping && !isClosed ? [.close] : [] }

    private mutating func close() -> [Action] {
        guard !isClosed else { return [] }
        isClosed = true
        switch run {
        case .none, .starting: return []
        case .waiting(let id), .running(let id): return [.cancel(id)]
        }
    }

    // MARK: Input

    private mutating func signal(_ name: String) -> [Action] {
        guard !isIdle else { return missing }
        guard case .terminal = interaction else {
            return [.tell(.badRequest("signal: must be SIGKILL; others need a terminal"))]
        }
        // What the keys Ctrl-C, Ctrl-\ and Ctrl-Z send: the terminal turns them into signals, unless the program does
        // not want that.
        let keys: [String: UInt8] = ["SIGINT": 0x03, "SIGQUIT": 0x1C, "SIGTSTP": 0x1A]
        guard let key = keys[name] else {
            return [.tell(.badRequest("signal: must be SIGINT, SIGQUIT, SIGTSTP or SIGKILL"))]
        }
        return input(.data(Data([key])), forTerminal: true)
    }

    private mutating func input(_ input: TaskInput, forTerminal: Bool) -> [Action] {
        guard !isIdle else { return missing }
        switch interaction {
        case nil:
            return [.tell(.badRequest("the run takes no input: that needs interactive or terminal"))]
        case .pipe:
            if forTerminal { return [.tell(.badRequest("the run has no terminal"))] }
            if isInputOver { return [.tell(.badRequest("the input is over: eof was sent"))] }
            if case .end = input { isInputOver = true }
        case .terminal:
            break
        }
        if let problem = add(input) { return [.tell(problem)] }
        return sendNext()
    }

    private mutating func add(_ input: TaskInput) -> APIError? {
        // Of two sizes only the last one counts.
        if case .resize = input, case .resize? = inputs.last { waitingBytes -= Self.cost(of: inputs.removeLast()) }
        let cost = Self.cost(of: input)
        var isTaken = waitingBytes + sendingBytes + cost <= TaskInputs.capacity
        // A pipe's end comes once and is never dropped: the program would wait for it for ever.
        if case .end = input, isInputOver { isTaken = true }
        let lost = loss.note(taken: isTaken ? input.size : 0, dropped: isTaken ? 0 : input.size)
        if isTaken {
            waitingBytes += cost
            if case .data(let new) = input, case .data(var waiting)? = inputs.last {
                inputs.removeLast()
                waiting.append(new)
                inputs.append(.data(waiting))
            } else {
                inputs.append(input)
            }
        }
        return lost.map(Self.dropped)
    }

    /// What it takes of the room: what has no bytes takes some too.
    private static func cost(of input: TaskInput) -> Int {
        if case .data(let data) = input { max(1, data.count) } else { 64 }
    }

    private mutating func sendNext() -> [Action] {
        guard case .running(let id) = run, sendingBytes == 0, !inputs.isEmpty else { return [] }
        defer { (inputs, sendingBytes, waitingBytes) = ([], waitingBytes, 0) }
        return [.send(inputs, to: id)]
    }

    private mutating func sent() -> [Action] {
        sendingBytes = 0
        return sendNext()
    }

    private static func dropped(_ count: Int) -> APIError {
        APIError(
            .contentTooLarge,
            "the program does not read its input: more than \(TaskInputs.capacity) bytes would wait, so \(count) were dropped"
        )
    }

    /// What is sent as a run ends crosses the news of its end: that is nobody's mistake.
    private var missing: [Action] {
        hasRun ? [] : [.tell(APIError(.conflict, "nothing runs"))]
    }
}
