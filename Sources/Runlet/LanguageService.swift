public import RunletConfig
public import RunletCore
public import RunletLanguages
public import RunletSandbox
public import RunletServer

/// The languages: which there are, which can be run in what version, and how a snippet of one becomes a plan.
public final class LanguageService: SnippetService {
    public let catalog: LanguageCatalog
    private let defaults: PlanDefaults
    private let caps: Limits
    private let compileCaps: Limits
    private let toolchains: any Toolchains

    /// The languages of this machine.
    public convenience init(catalog: LanguageCatalog, configuration: RunletConfiguration, sandbox: Sandbox) {
        self.init(
            catalog: catalog, configuration: configuration,
            toolchains: LocalToolchains(catalog: catalog, sandbox: sandbox))
    }

    init(catalog: LanguageCatalog, configuration: RunletConfiguration, toolchains: any Toolchains) {
        self.catalog = catalog
        self.toolchains = toolchains
        let worker = configuration.worker
        defaults = PlanDefaults(compile: Limits(worker.defaults.compile), run: Limits(worker.defaults.run))
        caps = Limits(worker.limits, timeout: worker.limits.timeout)
        compileCaps = Limits(worker.limits, timeout: worker.limits.compileTimeout)
    }

    /// The catalog that the configuration names.
    public static func loadCatalog(_ configuration: RunletConfiguration) throws -> LanguageCatalog {
        try LanguageCatalog.load(
            directory: LanguageCatalog.locate(
                configured: configuration.languages.path.isEmpty ? nil : configuration.languages.path,
                executablePath: ProcessPaths.executable, workingDirectory: ProcessPaths.workingDirectory),
            disabled: configuration.languages.disabled)
    }

    private func language(named name: String) throws(SnippetError) -> Language {
        guard let language = catalog.language(named: name) else {
            throw SnippetError(field: nil, "unknown language: \(name)")
        }
        return language
    }

    public func formatPlan(language name: String, code: String) async throws -> FormatPlan {
        let language = try self.language(named: name)
        guard let format = language.format else {
            throw SnippetError(field: nil, "there is no formatter for \(language.name) here")
        }
        try await toolchains.requireAny()
        guard let executable = toolchains.formatter(of: language) else {
            let remedy =
                format.packages.isEmpty
                ? language.hint ?? "install it" : "install \(format.packages.joined(separator: " "))"
            throw toolchains.missing("the formatter \(format.executable)", remedy: remedy)
        }
        return FormatPlanner.plan(
            code: code, language: language, format: format, executable: executable, defaults: defaults.run,
            caps: caps)
    }

    public func plan(_ snippet: Snippet) async throws -> ExecutionPlan {
        try snippet.validate()
        let language = try self.language(named: snippet.language)
        try await toolchains.requireAny()
        let executable: String
        switch toolchains.availability(of: language) {
        case .available(let path):
            executable = path
        case .missing(let packages, let hint):
            let remedy =
                packages.isEmpty ? hint ?? "install its tool chain" : "install \(packages.joined(separator: " "))"
            throw toolchains.missing("language \(language.id)", remedy: remedy)
        }
        var version = toolchains.knownVersion(of: language)
        if version == nil, snippet.version != nil { version = await toolchains.version(of: language) }
        return try SnippetPlanner.plan(
            snippet: snippet, language: language, executable: executable, version: version, defaults: defaults,
            caps: caps, compileCaps: compileCaps)
    }

    public func languages() async -> [LanguageInfo] {
        // Two at a time: this runs beside the users' programs.
        await catalog.languages.mapTwoAtATime { await self.info($0) }
    }

    /// What is known at once, without asking a tool chain for its version.
    public func availability() -> [(language: Language, availability: LanguageAvailability)] {
        catalog.languages.map { ($0, toolchains.availability(of: $0)) }
    }

    private func info(_ language: Language) async -> LanguageInfo {
        var info = LanguageInfo(
            id: language.id, name: language.name, aliases: language.aliases, extensions: language.extensions,
            available: false, format: toolchains.formatter(of: language) != nil, examples: language.examples,
            example: language.example)
        switch toolchains.availability(of: language) {
        case .available:
            info.available = true
            info.version = await toolchains.version(of: language)
        case .missing(let packages, let hint):
            info.packages = packages
            info.hint = hint
        }
        return info
    }
}
