import Configuration

/// Reads settings from environment variables: `RUNLET_` and the path in capitals with dots as underscores.
struct EnvironmentSource {
    /// Names the file to read; it is no key itself.
    static let fileVariable = "RUNLET_CONFIG"
    private static let prefix = "RUNLET_"
    /// Left to test suites.
    private static let ignoredPrefix = "RUNLET_TEST_"

    private let variables: [String: String]
    private let provider: KeyMappingProvider<EnvironmentVariablesProvider>

    init(_ environment: [String: String]) {
        variables = environment.filter { name, _ in
            name.hasPrefix(Self.prefix) && !name.hasPrefix(Self.ignoredPrefix) && name != Self.fileVariable
        }
        provider = EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "runlet")
    }

    /// The variable of a key, set or not.
    func name(of key: String) -> String {
        lookUp(key)?.encodedKey ?? key
    }

    /// The elements of a list.
    static func elements(of text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { element in
            String(element.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// All settings, ordered by variable, and a problem for each variable that belongs to no key.
    /// - Parameter entries: names in free tables that the file gives, so that `RUNLET_WORKER_QUEUES_GPU_LARGE`
    ///   overrides a queue `gpu-large` rather than adding `gpu_large`.
    func read(fileEntries entries: [String: [String]]) -> SourceContent {
        var settings: [Setting] = []
        var unknown = Set(variables.keys)
        for definition in KnownKeys.all {
            for entry in definition.isTable ? tableEntries(definition, known: entries) : [nil] {
                let key = definition.path(of: entry)
                guard let found = lookUp(key), case .string(let text) = found.value?.content else { continue }
                unknown.remove(found.encodedKey)
                settings.append(
                    Setting(
                        definition: definition, entry: entry, value: .text(text), source: .environment(found.encodedKey)
                    ))
            }
        }
        let names = KnownKeys.all.map { name(of: $0.path) } + [Self.fileVariable]
        let problems = unknown.sorted().map { name in
            let hint = Nearest.name(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
            return Problem(source: .environment(name), message: "unknown environment variable\(hint)")
        }
        return SourceContent(
            settings: settings.sorted { "\($0.source)" < "\($1.source)" }, problems: problems)
    }

    /// The entries of a free table that variables name: those of the file, and new ones in lower case.
    private func tableEntries(_ definition: KeyDefinition, known: [String: [String]]) -> [String?] {
        let fromFile = known[definition.path] ?? []
        let taken = Set(fromFile.map { name(of: definition.path(of: $0)) })
        let prefix = name(of: definition.path) + "_"
        let new = variables.keys.filter { $0.hasPrefix(prefix) && !taken.contains($0) }
            .map { $0.dropFirst(prefix.count).lowercased() }
            // What does not lead back to its variable, such as one in lower case, is left to be unknown.
            .filter { KnownKeys.isEntryName($0) && variables[name(of: definition.path(of: $0))] != nil }
        return fromFile + new
    }

    private func lookUp(_ key: String) -> LookupResult? {
        // Reading a string cannot fail: only conversions do.
        try? provider.value(forKey: AbsoluteConfigKey(ConfigKey(key)), type: .string)
    }
}
