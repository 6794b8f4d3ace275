import Foundation

/// Runs `runlet` for its output.
package enum CommandLineTool {
    package struct Result: Sendable {
        package let code: Int32?
        package let stdout: String
        package let stderr: String

        package var json: JSONValue { (try? JSONValue(parsing: Data(stdout.utf8))) ?? .null }
    }

    /// What every program of these tests gets, and nothing of the machine's own settings.
    package static func environment(home: String) -> [String: String] {
        [
            "HOME": home, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8", "RUNLET_LANGUAGES_PATH": Package.languages,
        ]
    }

    /// Starts it with its streams in the directory.
    package static func start(
        _ arguments: [String], in directory: TemporaryDirectory, stdin: String? = nil, settings: [String: String] = [:]
    ) throws -> ChildProcess {
        var environment = environment(home: directory.path)
        for (name, value) in settings { environment["RUNLET_" + name] = value }
        return try ChildProcess(
            Package.runlet, arguments, environment: environment, directory: directory.path, stdin: stdin,
            stdout: directory.path + "/stdout", stderr: directory.path + "/stderr")
    }

    package static func run(
        _ arguments: [String], in directory: TemporaryDirectory, stdin: String? = nil, settings: [String: String] = [:]
    ) async throws -> Result {
        let process = try start(arguments, in: directory, stdin: stdin, settings: settings)
        let end = try await process.wait()
        let code: Int32? = if case .exited(let code) = end { code } else { nil }
        return Result(code: code, stdout: directory.read("stdout"), stderr: directory.read("stderr"))
    }
}
