import FoundationEssentials

/// Looks for the tool chains of languages. Only looks: nothing is run.
public struct ToolchainFinder: Sendable {
    private let isProgram: @Sendable (String) -> Bool
    private let exists: @Sendable (String) -> Bool

    /// Looks at this machine's files.
    public init() {
        self.init(
            isProgram: { path in
                // A directory is executable too. The attributes are of the file itself, not of a link to it.
                let manager = FileManager.default
                var isDirectory = false
                return manager.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
                    && manager.isExecutableFile(atPath: path)
            },
            exists: { FileManager.default.fileExists(atPath: $0) })
    }

    /// Looks at something else, for tests.
    ///
    /// - Parameter isProgram: whether the absolute path is a file that can be executed.
    public init(
        isProgram: @escaping @Sendable (String) -> Bool, exists: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.isProgram = isProgram
        self.exists = exists
    }

    public func availability(of language: Language) -> LanguageAvailability {
        path(of: language.executable, in: language.search).map { .available(executable: $0) }
            ?? .missing(packages: language.packages, hint: language.hint)
    }

    /// The absolute path of a formatter; nil where it is not there.
    public func path(of format: LanguageFormat) -> String? {
        path(of: format.executable, in: format.search)
    }

    private func path(of executable: String, in directories: [String]) -> String? {
        directories.lazy.map { "\($0)/\(executable)" }.first(where: isProgram)
    }

    /// What exists of a language's or a catalog's mounts, in their order.
    public func existing(_ mounts: [String]) -> [String] {
        mounts.filter(exists)
    }
}
