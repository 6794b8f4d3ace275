import RunletConfig
import RunletCore

/// Why Runlet does not start: a list for the administrator.
public struct StartupError: Error, Sendable, CustomStringConvertible {
    public let problems: [String]

    public init(problems: [String]) {
        self.problems = problems
    }

    public var description: String {
        problems.joined(separator: "\n")
    }

    /// Throws where a configuration asks for what there is not, or a process of that role could not do with it, or with
    /// this machine.
    static func check(_ loaded: LoadedConfiguration, for role: NodeReport.Role) throws(StartupError) {
        var problems = (loaded.unsupported() + loaded.unsuitable(for: role)).map(\.description)
        if role != .coordinator { problems += MachineLimits.problems(loaded.values) }
        guard problems.isEmpty else { throw StartupError(problems: problems) }
    }
}
