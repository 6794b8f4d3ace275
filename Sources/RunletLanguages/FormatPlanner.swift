import FoundationEssentials
public import RunletCore

/// Turns a program into the plan of laying it out.
public enum FormatPlanner {
    /// In milliseconds: people wait for it.
    static let timeout = 10_000
    /// What a formatter may write, in bytes: more than any program that a request can hold, where the caps let it.
    static let output = 4 << 20

    /// The plan for code in a language that has a formatter.
    ///
    /// - Parameters:
    ///   - executable: the absolute path of the formatter, from ``ToolchainFinder``.
    ///   - defaults: the limits of a run where neither the language's file nor this says otherwise.
    public static func plan(
        code: String, language: Language, format: LanguageFormat, executable: String, defaults: Limits = .run,
        caps: Limits = .caps
    ) -> FormatPlan {
        var usual = defaults
        usual.timeout = timeout
        usual.output = max(output, defaults.output)
        let limits = format.phase.limits.lowered(over: usual, caps: caps)
        let values = PlaceholderValues(
            executable: executable, main: language.source, sources: [], memory: limits.memory, cpus: limits.cpus)
        let run = Phase(
            kind: .run, command: Template.expand(command: format.phase.command, values),
            env: format.phase.env.mapValues { Template.expand($0, values) }, limits: limits)
        return FormatPlan(
            plan: ExecutionPlan(
                language: language.id, files: [], run: run, inputs: [RunInput(stdin: Data(code.utf8))]),
            tool: format.executable, source: language.source)
    }
}
