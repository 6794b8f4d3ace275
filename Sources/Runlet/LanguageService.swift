public import RunletConfig
public import RunletCore
public import RunletLanguages
public import RunletSandbox
public import RunletServer
public import ServiceLifecycle
import Synchronization

/// The languages of this machine: which there are, which are installed in what version, and how a snippet of one
/// becomes a plan.
public final class LanguageService: SnippetService, Service {
    public let catalog: LanguageCatalog
    private let defaults: PlanDefaults
    private let caps: Limits
    private let compileCaps: Limits
    private let sandbox: Sandbox
    private let finder = ToolchainFinder()
    private let versions = Mutex<[String: String]>([:])
    /// What the file system said, for a second: asking it is not free, and nobody installs a tool chain faster.
    private let known = Mutex<[String: (availability: LanguageAvailability, until: ContinuousClock.Instant)]>([:])

    public init(catalog: LanguageCatalog, configuration: RunletConfiguration, sandbox: Sandbox) {
        self.catalog = catalog
        self.sandbox = sandbox
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

    /// Finds out every version once, behind the first requests: some tool chains take a second to say theirs.
    public func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            _ = await languages()
            try await gracefulShutdown()
        }
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
        guard let executable = formatter(of: language) else {
            let remedy =
                format.packages.isEmpty
                ? language.hint ?? "install it" : "install \(format.packages.joined(separator: " "))"
            throw SnippetError(
                field: nil, "the formatter \(format.executable) is not available on this server: \(remedy)")
        }
        return FormatPlanner.plan(
            code: code, language: language, format: format, executable: executable, defaults: defaults.run,
            caps: caps)
    }

    /// The path of a language's formatter. Nobody asks for it often enough to remember it.
    private func formatter(of language: Language) -> String? {
        language.format.flatMap(finder.path)
    }

    public func plan(_ snippet: Snippet) async throws -> ExecutionPlan {
        try snippet.validate()
        let language = try self.language(named: snippet.language)
        let executable: String
        switch recentAvailability(of: language) {
        case .available(let path):
            executable = path
        case .missing(let packages, let hint):
            let remedy =
                packages.isEmpty ? hint ?? "install its tool chain" : "install \(packages.joined(separator: " "))"
            throw SnippetError(field: nil, "language \(language.id) is not available on this server: \(remedy)")
        }
        var version = versions.withLock { $0[language.id] }
        if version == nil, snippet.version != nil { version = await self.version(of: language, executable) }
        return try SnippetPlanner.plan(
            snippet: snippet, language: language, executable: executable, version: version, defaults: defaults,
            caps: caps, compileCaps: compileCaps)
    }

    public func languages() async -> [LanguageInfo] {
        await withTaskGroup(of: LanguageInfo.self) { group in
            var infos: [LanguageInfo] = []
            for (index, language) in catalog.languages.enumerated() {
                // Two at a time: this runs beside the users' programs.
                if index >= 2, let info = await group.next() { infos.append(info) }
                group.addTask { await self.info(language) }
            }
            for await info in group { infos.append(info) }
            return infos.sorted { $0.id < $1.id }
        }
    }

    /// What is known at once, without asking a tool chain for its version.
    public func availability() -> [(language: Language, availability: LanguageAvailability)] {
        catalog.languages.map { ($0, finder.availability(of: $0)) }
    }

    private func recentAvailability(of language: Language) -> LanguageAvailability {
        known.withLock { known in
            let now = ContinuousClock.now
            if let entry = known[language.id], now < entry.until { return entry.availability }
            let availability = finder.availability(of: language)
            known[language.id] = (availability, now + .seconds(1))
            return availability
        }
    }

    private func info(_ language: Language) async -> LanguageInfo {
        var info = LanguageInfo(
            id: language.id, name: language.name, aliases: language.aliases, extensions: language.extensions,
            available: false, format: formatter(of: language) != nil, examples: language.examples,
            example: language.example)
        switch finder.availability(of: language) {
        case .available(let executable):
            info.available = true
            info.version = await version(of: language, executable)
        case .missing(let packages, let hint):
            info.packages = packages
            info.hint = hint
        }
        return info
    }

    /// Asks the tool chain, in a sandbox like everything else, once.
    private func version(of language: Language, _ executable: String) async -> String? {
        if let known = versions.withLock({ $0[language.id] }) { return known }
        let output = Mutex("")
        let program = SandboxProgram(
            command: language.version.command(executable: executable),
            environment: SandboxProgram.defaultEnvironment.merging(language.run.env.filter { !$0.value.contains("{") })
            { $1 },
            limits: SandboxLimits(
                cpus: 2, memory: 1 << 30, wallTime: 10_000_000_000, processes: 128, output: 64 << 10))
        let result = try? await sandbox.run(program) { _, bytes in
            output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
        guard result != nil, let version = language.version.parseVersion(from: output.withLock { $0 }) else {
            return nil
        }
        versions.withLock { $0[language.id] = version }
        return version
    }
}
