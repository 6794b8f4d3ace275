import FoundationEssentials

extension LanguageCatalog {
    /// Where a package of the engine keeps its language files.
    public static let installedDirectory = DataFolder.installed + "/languages"

    /// The directory of the language files.
    ///
    /// The configured one, or the first that exists of: `languages` beside the executable and beside its parents (a
    /// build finds those of its checkout), beside the working directory's files, and the installed one.
    ///
    /// - Parameter executablePath: absolute, with symbolic links resolved.
    /// - Throws: ``LanguageError`` where the configured one is no directory of language files, or none is found.
    public static func locate(
        configured: String? = nil, executablePath: String, workingDirectory: String
    ) throws(LanguageError) -> String {
        if let configured {
            let path = configured.hasPrefix("/") ? configured : "\(workingDirectory)/\(configured)"
            _ = try files(in: path)
            return path
        }
        let candidates = DataFolder.candidates(
            "languages", executablePath: executablePath, workingDirectory: workingDirectory)
        for candidate in candidates where (try? files(in: candidate)) != nil { return candidate }
        throw LanguageError(problems: candidates.map { .init(file: $0, "holds no language files") })
    }
}
