package import RunletCore

/// What the workers have together, by their reports.
///
/// Any of them may get a task: those of one broker should have the same languages. Where they differ, what most of them
/// have is what is asked for.
package struct WorkerToolchains: Sendable {
    /// The queue that what clients send goes to.
    private static let queue = "default"

    private let workers: [NodeReport]

    /// - Parameter nodes: those that were heard of a moment ago.
    package init(_ nodes: [NodeReport]) {
        workers = nodes.filter { $0.problem == nil && $0.queues[Self.queue, default: 0] > 0 }
    }

    /// Whether nobody takes tasks.
    package var isEmpty: Bool { workers.isEmpty }

    /// The tool chain of a language; nil where no worker has it.
    package func toolchain(of language: String) -> NodeReport.Toolchain? {
        let all = workers.compactMap { $0.toolchains[language] }
        guard let executable = Self.mostFrequent(all.map(\.executable)) else { return nil }
        let versions = all.filter { $0.executable == executable }.compactMap(\.version)
        return NodeReport.Toolchain(executable: executable, version: Self.mostFrequent(versions))
    }

    /// The absolute path of a language's formatter; nil where no worker has it.
    package func formatter(of language: String) -> String? {
        Self.mostFrequent(workers.compactMap { $0.formatters[language] })
    }

    /// The first in the alphabet among several, so that the answer does not change from one request to the next.
    private static func mostFrequent(_ texts: [String]) -> String? {
        Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
            .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
