/// What may stand in braces in the commands and environments of a language's file.
public enum Placeholder: String, Hashable, Sendable, CaseIterable {
    /// The absolute path of the executable that was found.
    case executable
    /// The directory of the executable.
    case toolchain
    /// The name of the main file.
    case source
    /// All files of the language, the main file first. Only as an argument of its own: it becomes one for each file.
    case sources
    /// The name of the main file without its extension.
    case stem
    /// The phase's memory limit in whole MiB, at least 1.
    case memory
    /// The phase's limit of cpus in whole cpus, at least 1.
    case cpus

    /// As it is written in a file.
    public var text: String { "{\(rawValue)}" }
}
