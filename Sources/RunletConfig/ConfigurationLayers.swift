/// The configuration while its sources are laid over each other.
struct ConfigurationLayers {
    private(set) var values: RunletConfiguration
    private var sources: [String: ValueSource] = [:]
    private var rejected: Set<String> = []
    private var emptied: Set<String> = []
    private var problems: [Problem] = []

    init(processors: Int) {
        values = RunletConfiguration(processors: processors)
    }

    /// Lays settings over what is there; a value that does not fit becomes a problem.
    mutating func apply(_ settings: [Setting]) {
        for setting in settings {
            if setting.definition.isTable, emptied.insert(setting.definition.path).inserted {
                setting.definition.clear(&values)
            }
            if let rejection = setting.definition.apply(setting.value, entry: setting.entry, to: &values) {
                problems.append(setting.problem(rejection))
                rejected.insert(setting.definition.path)
            } else {
                sources[setting.key] = setting.source
            }
        }
    }

    mutating func takeProblems() -> [Problem] {
        defer { problems = [] }
        return problems
    }

    /// What is wrong between keys, leaving out those whose own value is already a problem.
    func violations() -> [Problem] {
        values.violations().compactMap { violation in
            guard rejected.isDisjoint(with: violation.keys) else { return nil }
            // The place to look is where someone set one of the keys.
            let source = violation.keys.compactMap { sources[$0] }.first ?? .default
            return Problem(source: source, key: violation.keys.first, message: violation.message)
        }
    }

    func entries() -> [LoadedConfiguration.Entry] {
        KnownKeys.all.flatMap { definition in
            definition.items(in: values).map { item in
                let key = definition.path(of: item.entry)
                return LoadedConfiguration.Entry(
                    key: key, renderedValue: item.shown, source: sources[key] ?? .default)
            }
        }
    }
}
