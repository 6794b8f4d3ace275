/// One thing that is wrong with the configuration, told so that its owner can correct it.
public struct Problem: Sendable, Equatable, CustomStringConvertible {
    /// Where to look.
    public let source: ValueSource
    /// The key that is affected, if a single one is.
    public let key: String?
    /// What is wrong, without place and key. Never holds a secret.
    public let message: String

    public init(source: ValueSource = .default, key: String? = nil, message: String) {
        self.source = source
        self.key = key
        self.message = message
    }

    /// `config.toml:3: worker.limits.memory: expected a size such as "256MiB", got true`
    public var description: String {
        [source.location, key, message].compactMap(\.self).joined(separator: ": ")
    }
}
