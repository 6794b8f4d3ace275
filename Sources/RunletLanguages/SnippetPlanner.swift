import FoundationEssentials
public import RunletCore

/// Turns a snippet into the plan of its execution.
public enum SnippetPlanner {
    /// The plan of a snippet that `Snippet.validate()` has let through.
    ///
    /// Limits come from the request, else from the language's file, else from the defaults. A request that is above a
    /// cap is an error; a language's file or a default that is above one is lowered to it.
    ///
    /// - Parameters:
    ///   - executable: the absolute path of the language's executable, from ``ToolchainFinder``.
    ///   - version: the installed version where it is known. A request for another one is refused; `"3"` and `"3.11"`
    ///     ask for `"3.11.2"` too.
    /// - Throws: `SnippetError`, which names the field.
    public static func plan(
        snippet: Snippet, language: Language, executable: String, version: String? = nil,
        defaults: PlanDefaults = PlanDefaults(), caps: Limits = .caps, compileCaps: Limits? = nil
    ) throws(SnippetError) -> ExecutionPlan {
        if let wanted = snippet.version { try check(wanted, installed: version, of: language) }
        let files = try files(of: snippet, language: language)
        guard let main = files.first?.name else { throw SnippetError(field: nil, "require: code") }
        let others = files.dropFirst().map(\.name).filter { name in
            language.extensions.contains(where: FilePath(name).hasExtension)
        }
        let sources = [main] + others

        func phase(
            _ kind: Phase.Kind, _ template: LanguagePhase, _ wanted: LimitOverrides, _ fallback: Limits, _ caps: Limits
        ) throws(SnippetError) -> Phase {
            let limits = try wanted.applied(
                to: template.limits.lowered(over: fallback, caps: caps), caps: caps,
                field: "\(kind.rawValue).limits")
            let values = PlaceholderValues(
                executable: executable, main: main, sources: sources, memory: limits.memory, cpus: limits.cpus)
            return Phase(
                kind: kind, command: Template.expand(command: template.command, values),
                env: template.env.mapValues { Template.expand($0, values) }, limits: limits)
        }

        // First by themselves, so that what is wrong with them is said of the field that holds them.
        _ = try snippet.limits.applied(to: defaults.run, caps: caps, field: "limits")
        // Also where nothing is compiled: a mistake in a request is one whatever its language.
        let compileCaps = compileCaps ?? caps
        _ = try snippet.compileLimits.applied(to: defaults.compile, caps: compileCaps, field: "compile.limits")
        var compile: Phase?
        if let template = language.compile {
            compile = try phase(.compile, template, snippet.compileLimits, defaults.compile, compileCaps)
        }
        return ExecutionPlan(
            language: language.id, version: version, files: files, compile: compile,
            run: try phase(.run, language.run, snippet.runLimits.over(snippet.limits), defaults.run, caps),
            inputs: snippet.inputs ?? [snippet.input], artifacts: snippet.artifacts)
    }

    /// All files, the main file first.
    private static func files(of snippet: Snippet, language: Language) throws(SnippetError) -> [SourceFile] {
        guard let code = snippet.code else {
            let main =
                snippet.entry.map { entry in snippet.files.firstIndex { FilePath($0.name) == FilePath(entry) } } ?? 0
            guard let main, snippet.files.indices.contains(main) else {
                throw SnippetError(field: snippet.entry == nil ? nil : "entry", "is not one of the files")
            }
            var files = snippet.files
            files.insert(files.remove(at: main), at: 0)
            return files
        }
        let main = snippet.entry ?? language.source
        let mainPath = FilePath(main)
        for (index, file) in snippet.files.enumerated() {
            let field = "files[\(index)].name"
            // The validation cannot know the language's own name, which holds where the request has no `entry`.
            let path = FilePath(file.name)
            guard path != mainPath else { throw SnippetError(field: field, "is the main file, which code brings") }
            guard !path.isBelow(mainPath), !mainPath.isBelow(path) else {
                throw SnippetError(field: field, "would make a directory of the main file, or a file of its directory")
            }
        }
        return [SourceFile(name: main, content: code)] + snippet.files
    }

    private static func check(
        _ wanted: String, installed: String?, of language: Language
    ) throws(SnippetError) {
        guard let installed else {
            throw SnippetError(
                field: "version", "cannot be chosen: the installed version of \(language.name) is not known")
        }
        guard wanted == installed || installed.hasPrefix(wanted + ".") else {
            throw SnippetError(field: "version", "is not available: \(language.name) is installed as \(installed)")
        }
    }
}
