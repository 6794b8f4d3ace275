import RunletCore

/// Says a job's events in the words of the API.
struct EventTeller: Sendable {
    let jobID: JobID
    /// Whether the result lists all runs also where there is one.
    var hasInputs = false
    /// Whether the result tells the output again.
    var hasOutput = true
    private var carry = OutputCarry()

    init(jobID: JobID, hasInputs: Bool = false, hasOutput: Bool = true) {
        self.jobID = jobID
        self.hasInputs = hasInputs
        self.hasOutput = hasOutput
    }

    /// Empty where there is nothing to tell the client yet.
    mutating func messages(for event: JobEvent) -> [EventMessage] {
        let id = event.sequence
        switch event.kind {
        case .queued:
            return [EventMessage("queued", id: id, ["id": .string(jobID.rawValue)])]
        case .started(let node, let attempt):
            carry.reset()
            return [EventMessage("started", id: id, ["node": .string(node), "attempt": .int(attempt)])]
        case .output(let phase, let stream, let data):
            return carry.text(of: data, phase, stream).map { [Self.output($0, id: id, phase, stream)] } ?? []
        case .phase(let phase, let outcome):
            let rest = carry.rest(of: phase).map { Self.output($0.text, id: nil, phase, $0.stream) }
            let end: KeyValuePairs<String, JSON> = [
                "phase": .string(phase.rawValue), "outcome": .string(outcome.rawValue),
            ]
            return rest + [EventMessage("phase", id: id, end)]
        case .inputDropped:
            // Whoever gives input hears of it in another way; those who only follow have lost nothing.
            return []
        case .result(let job):
            let answer = ExecutionAnswer(job: job, hasInputs: hasInputs, hasOutput: hasOutput)
            return [EventMessage("result", id: id, answer.json)]
        }
    }

    private static func output(
        _ text: OutputText, id: Int?, _ phase: Phase.Kind, _ stream: OutputStream
    ) -> EventMessage {
        EventMessage(
            stream.rawValue, id: id,
            [text.isBase64 ? "base64" : "text": .string(text.text), "phase": .string(phase.rawValue)])
    }
}
