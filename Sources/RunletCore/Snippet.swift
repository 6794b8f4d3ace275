public import struct FoundationEssentials.Data

/// What a user sends to `/execute`.
///
/// A value of this type may still be wrong: ``validate()`` says whether it may be run.
public struct Snippet: Hashable, Sendable {
    /// An id or an alias of a language.
    public var language: String
    public var version: String?
    /// The main file's text; nil where `files` brings it.
    public var code: Data?
    /// The name of the main file; nil for the language's own, or the first of `files` where there is no `code`.
    public var entry: String?
    public var files: [SourceFile]
    public var input: RunInput
    /// Compile once, run once per entry. Nil for one run with ``input``.
    public var inputs: [RunInput]?
    /// `limits`: for the run phase. Compiling keeps its own, since a program's limits would be a compiler's end.
    public var limits: LimitOverrides
    /// `compile.limits`.
    public var compileLimits: LimitOverrides
    /// `run.limits`: for the run phase, over ``limits``.
    public var runLimits: LimitOverrides
    public var artifacts: [String]

    public init(
        language: String, version: String? = nil, code: Data? = nil, entry: String? = nil, files: [SourceFile] = [],
        input: RunInput = RunInput(), inputs: [RunInput]? = nil, limits: LimitOverrides = LimitOverrides(),
        compileLimits: LimitOverrides = LimitOverrides(), runLimits: LimitOverrides = LimitOverrides(),
        artifacts: [String] = []
    ) {
        self.language = language
        self.version = version
        self.code = code
        self.entry = entry
        self.files = files
        self.input = input
        self.inputs = inputs
        self.limits = limits
        self.compileLimits = compileLimits
        self.runLimits = runLimits
        self.artifacts = artifacts
    }

    /// A snippet of one file.
    public init(language: String, code: String, stdin: String = "") {
        self.init(language: language, code: Data(code.utf8), input: RunInput(stdin: Data(stdin.utf8)))
    }
}
