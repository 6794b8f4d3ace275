public import FoundationEssentials

/// Makes the effective configuration: defaults in the code, below one file, below the environment.
public enum ConfigurationLoader {
    /// Loads and checks the configuration. Everything that it depends on is a parameter.
    /// - Parameters:
    ///   - path: a file that must exist, such as that of `--config`; `nil` to search.
    ///   - environment: `RUNLET_CONFIG` names a file when `path` does not; every other `RUNLET_` variable must belong
    ///     to a key, except `RUNLET_TEST_`.
    ///   - workingDirectory: where relative paths start and `config.toml` is looked for first.
    ///   - home: where `runlet/config.toml` is looked for next; `nil` to skip that.
    ///   - systemDirectory: where `config.toml` is looked for last.
    ///   - processors: what the default queue's concurrency follows.
    /// - Throws: every problem at once.
    public static func load(
        path: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        workingDirectory: String = FileManager.default.currentDirectoryPath,
        home: String? = ProcessInfo.processInfo.environment["HOME"],
        systemDirectory: String = "/etc/runlet",
        processors: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let search = ConfigurationSearch(
            explicitPath: path, environmentPath: environment[EnvironmentSource.fileVariable],
            workingDirectory: workingDirectory, home: home, systemDirectory: systemDirectory)
        let file = try search.find()
        let fromFile = file.map { TOMLSource.read($0.bytes, name: $0.name) } ?? SourceContent()
        var entries: [String: [String]] = [:]
        for setting in fromFile.settings {
            if let entry = setting.entry { entries[setting.definition.path, default: []].append(entry) }
        }
        let fromEnvironment = EnvironmentSource(environment).read(fileEntries: entries)

        var layers = ConfigurationLayers(processors: processors)
        layers.apply(fromFile.settings)
        let fileProblems = (fromFile.problems + layers.takeProblems()).sorted { $0.source.line < $1.source.line }
        layers.apply(fromEnvironment.settings)
        let variableProblems = (fromEnvironment.problems + layers.takeProblems())
            .sorted { $0.source.location ?? "" < $1.source.location ?? "" }

        let problems = fileProblems + variableProblems + layers.violations()
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        return LoadedConfiguration(values: layers.values, file: file?.name, entries: layers.entries())
    }
}
