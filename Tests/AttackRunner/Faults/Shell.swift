import Foundation
import TestKit

/// Commands of the machine's own, with which a fault is arranged.
enum Shell {
    /// Starts a script of Bash; what it prints is in the directory's `out` and `err`.
    static func start(_ script: String, _ arguments: [String] = [], in directory: TemporaryDirectory) throws
        -> ChildProcess
    {
        let path = "/usr/sbin:/usr/bin:/sbin:/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        return try ChildProcess(
            "/bin/bash", ["-c", script, "script"] + arguments, environment: ["PATH": path, "LANG": "C.UTF-8"],
            directory: directory.path, stdout: directory.path + "/out", stderr: directory.path + "/err")
    }

    /// A process that does nothing for a minute, and needs nothing.
    static func idle() throws -> ChildProcess {
        try ChildProcess(
            "/bin/sleep", ["60"], environment: [:], directory: "/", stdout: "/dev/null", stderr: "/dev/null")
    }

    /// Runs one to its end. What it printed.
    @discardableResult
    static func run(_ script: String, _ arguments: String..., within limit: Duration = .seconds(60)) async throws
        -> String
    {
        let directory = try TemporaryDirectory()
        let end = try await start(script, arguments, in: directory).wait(atMost: limit)
        guard end == .exited(0) else { throw TestFailure("\(script.prefix(200)): \(end) \(directory.read("err"))") }
        return directory.read("out")
    }
}
