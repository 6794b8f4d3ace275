import Logging
import RunletConfig
import RunletLanguages
import RunletServer

/// Finds the playground's files.
enum PlaygroundSetup {
    /// Nil where there are none: the API works without them. A folder that was asked for must be there.
    static func load(_ configuration: RunletConfiguration, logger: Logger) throws -> PlaygroundFiles? {
        guard configuration.coordinator.api.endpoints.playground else { return nil }
        let configured = configuration.playground.path
        if !configured.isEmpty {
            let folder = configured.hasPrefix("/") ? configured : "\(ProcessPaths.workingDirectory)/\(configured)"
            do {
                return try PlaygroundFiles(folder: folder)
            } catch {
                throw StartupError(problems: ["playground.path: \(error)"])
            }
        }
        var problem: PlaygroundError?
        for folder in DataFolder.candidates(
            "playground", executablePath: ProcessPaths.executable, workingDirectory: ProcessPaths.workingDirectory)
        {
            do {
                return try PlaygroundFiles(folder: folder)
            } catch {
                if !error.isMissing, problem == nil { problem = error }
            }
        }
        logger.info(
            "no playground", metadata: ["reason": "\(problem?.description ?? "there is no folder of that name")"])
        return nil
    }
}
