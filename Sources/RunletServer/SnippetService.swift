public import RunletCore
public import RunletLanguages

/// What the server needs to know of languages.
public protocol SnippetService: Sendable {
    /// The plan for a snippet that was validated.
    ///
    /// - Throws: ``SnippetError`` where the language is not known or not available here, or a limit is above its cap.
    func plan(_ snippet: Snippet) async throws -> ExecutionPlan
    /// The plan for laying out a program.
    ///
    /// - Throws: ``SnippetError`` where the language is not known or nothing here lays it out.
    func formatPlan(language: String, code: String) async throws -> FormatPlan
    /// Every language of the catalog, in the order in which to show them.
    func languages() async -> [LanguageInfo]
}
