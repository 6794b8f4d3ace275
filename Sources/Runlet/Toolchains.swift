import RunletCore
import RunletLanguages

/// Where languages can be run, and with what.
protocol Toolchains: Sendable {
    /// - Throws: what the client is told where nothing at all can be run now.
    func requireAny() async throws
    func availability(of language: Language) -> LanguageAvailability
    /// The version that is known by now.
    func knownVersion(of language: Language) -> String?
    /// The same, found out where that is possible: it may take a second.
    func version(of language: Language) async -> String?
    /// The absolute path of a language's formatter.
    func formatter(of language: Language) -> String?
    /// What is said of a language, or of a formatter, that is not available.
    ///
    /// - Parameters:
    ///   - what: such as `language go`.
    ///   - remedy: such as `install golang-go`.
    func missing(_ what: String, remedy: String) -> SnippetError
}
