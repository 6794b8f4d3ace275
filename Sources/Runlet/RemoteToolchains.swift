import HTTPTypes
import RunletCore
import RunletEngine
import RunletLanguages
import RunletServer

/// The tool chains of the workers: this process runs nothing.
struct RemoteToolchains: Toolchains {
    /// In which every worker has told of itself, where there is one.
    private static let firstReports = Duration.seconds(4)

    private let directory: NodeDirectory
    private let start = ContinuousClock.now

    init(_ directory: NodeDirectory) {
        self.directory = directory
    }

    private var workers: WorkerToolchains { WorkerToolchains(directory.nodes) }

    func requireAny() async throws {
        while workers.isEmpty {
            guard ContinuousClock.now - start < Self.firstReports else {
                throw APIError(
                    .serviceUnavailable, "there is no worker that could run it; try again later",
                    headers: [.retryAfter: "5"])
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func availability(of language: Language) -> LanguageAvailability {
        workers.toolchain(of: language.id).map { .available(executable: $0.executable) }
            ?? .missing(packages: language.packages, hint: language.hint)
    }

    func knownVersion(of language: Language) -> String? {
        workers.toolchain(of: language.id)?.version
    }

    func version(of language: Language) -> String? {
        knownVersion(of: language)
    }

    func formatter(of language: Language) -> String? {
        workers.formatter(of: language.id)
    }

    func missing(_ what: String, remedy: String) -> SnippetError {
        SnippetError(field: nil, "\(what) is not available, since no worker has it: \(remedy)")
    }
}
