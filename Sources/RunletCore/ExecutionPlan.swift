/// Everything a runtime needs to execute a snippet: at most one compile phase, then the run phase once per input.
public struct ExecutionPlan: Hashable, Sendable, Codable {
    /// The language's id, for the record; the runtime does not interpret it.
    public var language: String
    public var version: String?
    public var files: [SourceFile]
    public var compile: Phase?
    public var run: Phase
    /// Never empty: one run for each.
    public var inputs: [RunInput]
    /// Globs of the files to send back from the working directory.
    public var artifacts: [String]
    /// How the first input's run can be given more while it goes on. Nil where its stdin is all there is, as it is for
    /// the other inputs and for compiling in any case.
    public var interaction: Interaction?

    public init(
        language: String, version: String? = nil, files: [SourceFile], compile: Phase? = nil, run: Phase,
        inputs: [RunInput] = [RunInput()], artifacts: [String] = [],
        interaction: Interaction? = nil
    ) {
        self.language = language
        self.version = version
        self.files = files
        self.compile = compile
        self.run = run
        self.inputs = inputs.isEmpty ? [RunInput()] : inputs
        self.artifacts = artifacts
        self.interaction = interaction
    }
}
