public import FoundationEssentials

/// Everything that an administrator can set. A fresh value holds the defaults.
///
/// Sizes are in bytes. Which text form, bounds and environment variable belong to each property is told in one place,
/// the table of known keys, and shown by ``reference``.
public struct RunletConfiguration: Sendable, Equatable {
    public var coordinator = Coordinator()
    public var broker = Broker()
    public var datastore = Datastore()
    public var worker: Worker
    public var runtime = Runtime()
    public var languages = Languages()
    public var playground = Playground()
    public var middleware = Middleware()
    public var logging = Logging()

    /// The defaults.
    /// - Parameter processors: what the default queue's concurrency follows; by default those of this machine.
    public init(processors: Int = ProcessInfo.processInfo.activeProcessorCount) {
        worker = Worker(processors: processors)
    }

    /// Where the code snippets' languages come from.
    public struct Languages: Sendable, Equatable {
        /// The folder of language files; empty for the built-in search.
        public var path = ""
        /// Names of languages that are not offered.
        public var disabled: [String] = []

        public init() {}
    }

    /// The pages that come with the API.
    public struct Playground: Sendable, Equatable {
        /// The folder of the pages' files; empty for the built-in search.
        public var path = ""

        public init() {}
    }

    /// What is logged, and how.
    public struct Logging: Sendable, Equatable {
        public enum Level: String, Sendable, CaseIterable {
            case trace
            case debug
            case info
            case notice
            case warning
            case error
        }

        public enum Format: String, Sendable, CaseIterable {
            case pretty
            case json
        }

        /// The least severe level that is written.
        public var level = Level.info
        public var format = Format.pretty

        public init() {}
    }
}
