import RunletCore
import RunletLanguages
import RunletSandbox
import ServiceLifecycle
import Synchronization

/// The tool chains of this machine.
final class LocalToolchains: Toolchains, Service {
    private let catalog: LanguageCatalog
    private let sandbox: Sandbox
    private let finder = ToolchainFinder()
    private let versions = Mutex<[String: String]>([:])
    /// What the file system said, for a second: asking it is not free, and nobody installs a tool chain faster.
    private let known = Mutex<[String: (availability: LanguageAvailability, until: ContinuousClock.Instant)]>([:])

    init(catalog: LanguageCatalog, sandbox: Sandbox) {
        self.catalog = catalog
        self.sandbox = sandbox
    }

    /// Finds out every version once, behind the first requests: some tool chains take a second to say theirs.
    func run() async throws {
        try? await cancelWhenGracefulShutdown { [self] in
            // Two at a time: this runs beside the users' programs.
            _ = await catalog.languages.mapTwoAtATime { await self.version(of: $0) }
            try await gracefulShutdown()
        }
    }

    func requireAny() {}

    func availability(of language: Language) -> LanguageAvailability {
        known.withLock { known in
            let now = ContinuousClock.now
            if let entry = known[language.id], now < entry.until { return entry.availability }
            let availability = finder.availability(of: language)
            known[language.id] = (availability, now + .seconds(1))
            return availability
        }
    }

    func knownVersion(of language: Language) -> String? {
        versions.withLock { $0[language.id] }
    }

    /// Asks the tool chain, in a sandbox like everything else, once.
    func version(of language: Language) async -> String? {
        if let known = knownVersion(of: language) { return known }
        guard case .available(let executable) = availability(of: language) else { return nil }
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

    /// Nobody asks for it often enough to remember it.
    func formatter(of language: Language) -> String? {
        language.format.flatMap(finder.path)
    }

    func missing(_ what: String, remedy: String) -> SnippetError {
        SnippetError(field: nil, "\(what) is not available on this server: \(remedy)")
    }

    /// Adds what there is to what this process tells of itself.
    func describe(in report: inout NodeReport) {
        for language in catalog.languages {
            if case .available(let executable) = availability(of: language) {
                report.toolchains[language.id] = .init(
                    executable: executable, version: knownVersion(of: language))
            }
            if let formatter = formatter(of: language) { report.formatters[language.id] = formatter }
        }
    }
}
