/// How one phase ended.
public struct PhaseResult: Hashable, Sendable, Codable {
    public var kind: Phase.Kind
    public var outcome: Outcome
    /// The program's own exit code; nil where a signal ended it.
    public var exitCode: Int?
    /// The name of the signal that ended it, as in `SIGSEGV`.
    public var signal: String?
    public var transcript: Transcript
    /// Whether the output cap cut something.
    public var truncated: Bool
    public var usage: Usage

    public init(
        kind: Phase.Kind, outcome: Outcome, exitCode: Int? = nil, signal: String? = nil,
        transcript: Transcript = Transcript(), truncated: Bool = false, usage: Usage = Usage()
    ) {
        self.kind = kind
        self.outcome = outcome
        self.exitCode = exitCode
        self.signal = signal
        self.transcript = transcript
        self.truncated = truncated
        self.usage = usage
    }
}
