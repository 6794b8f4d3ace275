import RunletCore
import TOMLKit

extension Language {
    /// The largest file of a language in bytes.
    public static let fileBound = 64 << 10

    /// Where programs are looked for when a file does not say.
    static let defaultSearch = ["/usr/bin", "/usr/local/bin"]

    /// Reads the text of a language's file.
    ///
    /// - Parameter file: the file's name, as in `python.toml`; the id inside must be the same.
    /// - Throws: ``LanguageError`` with all problems of the file.
    public init(toml: String, file: String) throws(LanguageError) {
        var reader = TOMLReader(try Self.parse(toml, file: file), file: file)
        let phaseValues = Set(Placeholder.allCases)
        let environmentValues = phaseValues.subtracting([.sources])

        func environment(_ key: String, _ reader: inout TOMLReader) -> [String: String] {
            reader.environment(key) { LanguageRules.argument($0, allowed: environmentValues) }
        }
        func command(_ reader: inout TOMLReader, _ allowed: Set<Placeholder>) -> [String] {
            let command = reader.requiredStrings("command") { LanguageRules.argument($0, allowed: allowed) }
            if let program = command.first, let problem = LanguageRules.program(program) {
                reader.report("command[0]", problem)
            }
            return command
        }

        let common = environment("env", &reader)
        func phase(_ reader: inout TOMLReader) -> LanguagePhase {
            LanguagePhase(
                command: command(&reader, phaseValues),
                env: common.merging(environment("env", &reader)) { _, own in own },
                limits: reader.limits())
        }

        id = reader.requiredString("id", check: LanguageRules.id)
        name = reader.requiredString("name", check: LanguageRules.name)
        aliases = reader.strings("aliases", check: LanguageRules.alias) ?? []
        extensions = reader.requiredStrings("extensions", check: LanguageRules.fileExtension)
        source = reader.requiredString("source", check: FileName.problem)
        executable = reader.requiredString("executable", check: LanguageRules.executable)
        search = reader.strings("search", check: LanguageRules.directory) ?? Self.defaultSearch
        packages = reader.strings("packages", check: LanguageRules.package) ?? []
        hint = reader.string("hint", check: LanguageRules.hint)
        mounts = reader.strings("mounts", check: LanguageRules.mount) ?? []
        version =
            reader.requiredTable("version") { reader in
                VersionCommand(
                    command: command(&reader, [.executable, .toolchain]),
                    pattern: reader.requiredString("pattern", check: LanguageRules.pattern))
            } ?? VersionCommand(command: [], pattern: "")
        compile = reader.table("compile", read: phase)
        run =
            reader.requiredTable("run", read: phase)
            ?? LanguagePhase(command: [], env: [:], limits: LimitOverrides())
        dockerImage = reader.table("docker") { $0.requiredString("image", check: LanguageRules.name) }
        let toolchain = search
        format = reader.table("format") { reader in
            LanguageFormat(
                executable: reader.requiredString("executable", check: LanguageRules.executable),
                search: reader.strings("search", check: LanguageRules.directory) ?? toolchain,
                packages: reader.strings("packages", check: LanguageRules.package) ?? [],
                phase: LanguagePhase(
                    command: command(&reader, phaseValues.subtracting([.sources])),
                    env: environment("env", &reader), limits: reader.limits()))
        }
        examples = reader.examples()

        reader.rejectUnknownKeys()
        if search.isEmpty { reader.report("search", "must not be empty") }
        if !id.isEmpty, file != "\(id).toml" { reader.report("id", "must be the name of the file, \(file)") }
        guard reader.problems.isEmpty else { throw LanguageError(problems: reader.problems) }
    }

    private static func parse(_ toml: String, file: String) throws(LanguageError) -> TOMLTable {
        func refused(_ reason: String) -> LanguageError { LanguageError(problems: [.init(file: file, reason)]) }
        guard toml.utf8.count <= fileBound else { throw refused("must be at most \(fileBound / 1024) KiB long") }
        // The parser is handed C strings: whatever follows a NUL would be dropped silently.
        guard !toml.utf8.contains(0), !toml.contains("\\u0000"), !toml.contains("\\U00000000") else {
            throw refused("holds a NUL character")
        }
        if let problem = TOMLGuard.problem(in: toml) {
            throw refused("is not TOML: line \(problem.line): \(problem.reason)")
        }
        do {
            return try TOMLTable(string: toml)
        } catch let error as TOMLParseError {
            throw refused("is not TOML: line \(error.source.begin.line): \(error.description)")
        } catch {
            throw refused("is not TOML: \(error)")
        }
    }
}
