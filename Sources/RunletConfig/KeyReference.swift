/// What the reference tells about one key.
public struct KeyReference: Sendable, Equatable {
    /// The dotted key. A free table shows each of its default entries.
    public let key: String
    /// The environment variable that overrides it.
    public let environment: String
    /// What it takes, such as `integer, 1 to 1024`.
    public let type: String
    /// The default as a TOML literal.
    public let defaultValue: String
    public let summary: String
    /// Whether its value is redacted wherever it is shown.
    public let isSecret: Bool
}

extension RunletConfiguration {
    /// Every known key with its default, in the order of the documentation.
    /// - Parameter processors: what the default queue's concurrency follows.
    public static func reference(processors: Int) -> [KeyReference] {
        let defaults = RunletConfiguration(processors: processors)
        let environment = EnvironmentSource([:])
        return KnownKeys.all.flatMap { definition in
            definition.items(in: defaults).map { item in
                KeyReference(
                    key: definition.path(of: item.entry),
                    environment: environment.name(of: definition.path(of: item.entry)),
                    type: definition.type, defaultValue: item.literal, summary: definition.summary,
                    isSecret: definition.isSecret)
            }
        }
    }
}
