/// What came of executing a plan. A program that failed is a result like any other.
public struct ExecutionResult: Hashable, Sendable, Codable {
    /// The compile phase's outcome where it did not complete (then nothing ran), else the first run's.
    public var outcome: Outcome
    public var compile: PhaseResult?
    /// One per input, in order; empty where the compile phase did not complete.
    public var runs: [PhaseResult]
    public var artifacts: [Artifact]
    /// Whether artifacts that were asked for are missing because they passed a bound.
    public var artifactsTruncated: Bool
    public var stages: StageTimes
    /// The node that did the work.
    public var node: String

    public init(
        outcome: Outcome, compile: PhaseResult? = nil, runs: [PhaseResult] = [], artifacts: [Artifact] = [],
        artifactsTruncated: Bool = false, stages: StageTimes = StageTimes(), node: String = ""
    ) {
        self.outcome = outcome
        self.compile = compile
        self.runs = runs
        self.artifacts = artifacts
        self.artifactsTruncated = artifactsTruncated
        self.stages = stages
        self.node = node
    }
}
