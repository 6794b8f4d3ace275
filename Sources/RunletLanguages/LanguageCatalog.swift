import FoundationEssentials

/// The languages that the engine knows, whether or not their tool chains are installed.
public struct LanguageCatalog: Hashable, Sendable {
    /// By id.
    public let languages: [Language]
    private let byName: [String: Int]

    /// The most files that are read from a directory.
    static let mostFiles = 256

    /// - Throws: ``LanguageError`` where two languages share an id or an alias.
    public init(_ languages: [Language]) throws(LanguageError) {
        self.languages = languages.sorted { $0.id < $1.id }
        var byName: [String: Int] = [:]
        var problems: [LanguageError.Problem] = []
        for (index, language) in self.languages.enumerated() {
            for name in [language.id] + language.aliases {
                guard let other = byName.updateValue(index, forKey: name) else { continue }
                let owner = other == index ? "here already" : "a name of \(self.languages[other].id) already"
                problems.append(
                    .init(
                        file: "\(language.id).toml", key: name == language.id ? "id" : "aliases", "\(name) is \(owner)")
                )
            }
        }
        guard problems.isEmpty else { throw LanguageError(problems: problems) }
        self.byName = byName
    }

    /// Reads every `*.toml` of a directory.
    ///
    /// - Parameter disabled: ids or aliases of languages to leave out. The file of a disabled id is not even read, so
    ///   that disabling it is a way around a broken one.
    /// - Throws: ``LanguageError`` with the problems of all files.
    public static func load(directory: String, disabled: [String] = []) throws(LanguageError) -> LanguageCatalog {
        let disabled = Set(disabled.map { $0.lowercased() })
        let files = try files(in: directory)
        var used = disabled.intersection(files.map { String($0.dropLast(5)) })
        var languages: [Language] = []
        var problems: [LanguageError.Problem] = []
        for file in files where !disabled.contains(String(file.dropLast(5))) {
            do throws(LanguageError) {
                let language = try Language(toml: try text(of: "\(directory)/\(file)", file: file), file: file)
                let matches = disabled.intersection(language.aliases)
                used.formUnion(matches)
                if matches.isEmpty { languages.append(language) }
            } catch {
                problems += error.problems
            }
        }
        for name in disabled.subtracting(used).sorted() {
            problems.append(.init(file: directory, "has no language \"\(name)\" to disable"))
        }
        do throws(LanguageError) {
            let catalog = try LanguageCatalog(languages)
            if problems.isEmpty { return catalog }
        } catch {
            problems += error.problems
        }
        throw LanguageError(problems: problems)
    }

    /// The language of that id or alias, in any case of letters.
    public func language(named name: String) -> Language? {
        byName[name.lowercased()].map { languages[$0] }
    }

    /// What the tool chains of all languages read beside `/usr`, sorted. Some of it may not exist.
    public var mounts: [String] {
        Set(languages.flatMap(\.mounts)).sorted()
    }

    /// The names of the language files of a directory, sorted; names that begin with a dot are not for us.
    static func files(in directory: String) throws(LanguageError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw LanguageError(problems: [.init(file: directory, "cannot be read as a directory")])
        }
        let files = names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else { throw LanguageError(problems: [.init(file: directory, "holds no *.toml files")]) }
        guard files.count <= mostFiles else {
            throw LanguageError(problems: [.init(file: directory, "holds more than \(mostFiles) *.toml files")])
        }
        return files
    }

    private static func text(of path: String, file: String) throws(LanguageError) -> String {
        func refused(_ reason: String) -> LanguageError { LanguageError(problems: [.init(file: file, reason)]) }
        let bytes: [UInt8]
        do throws(BoundedFile.Failure) {
            bytes = try BoundedFile.read(path, bound: Language.fileBound)
        } catch .tooLarge {
            throw refused("must be at most \(Language.fileBound / 1024) KiB long")
        } catch {
            throw refused("is not a readable file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refused("is not UTF-8") }
        return text
    }
}
