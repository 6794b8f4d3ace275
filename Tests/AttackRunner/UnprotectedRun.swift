import Foundation
import TestKit

/// The control of a case: the same source without a sandbox, so that "refused" is known to be the sandbox's doing.
///
/// It runs as root with all its rights; only its mounts, processes, IPC and host name are its own, so that it does not
/// harm the machine on the way.
struct UnprotectedRun {
    let step: ProgramStep

    init(_ step: ProgramStep) {
        self.step = step
    }

    /// What in its output speaks against the case.
    func problems(slowness: Double) async throws -> [String] {
        let output = try await output(within: .seconds(15 * slowness))
        var problems: [String] = []
        for probe in step.header.probes where probe.isControlled {
            guard let verdict = ProgramStep.verdict(of: probe.name, in: output) else {
                problems.append("control: \(probe.name) is not printed: \(output.suffix(300))")
                continue
            }
            if probe.verdicts.contains(verdict) {
                problems.append("control: \(probe.name) is \(verdict) without a sandbox too")
            }
        }
        for pattern in step.header.controlPrints where !(try ProgramStep.matches(pattern, output)) {
            problems.append("control: does not print \(pattern): \(output.suffix(300))")
        }
        return problems
    }

    private func output(within limit: Duration) async throws -> String {
        let directory = try TemporaryDirectory()
        let main = "main.\(step.file.fileExtension)"
        try directory.write(step.source, to: main)
        for file in step.included { try directory.write(file.content, to: file.name) }
        for file in step.header.request["files"].items {
            let encoded = file["content"].string ?? ""
            let data = file["encoding"] == "base64" ? Data(base64Encoded: encoded) ?? Data() : Data(encoded.utf8)
            let url = URL(filePath: "\(directory.path)/\(file["name"].string ?? "file")")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: url)
        }
        try directory.write(step.header.request["stdin"].string ?? "", to: "stdin")
        let command =
            switch step.language {
            case "bash": "exec bash \(main) \"$@\""
            case "python": "exec python3 \(main) \"$@\""
            case "c": "gcc -O1 -o program \(main) -lpthread 2>&1 && exec ./program \"$@\""
            case "javascript": "exec node \(main) \"$@\""
            case "rust": "/usr/bin/rustc -O -o program \(main) 2>&1 && exec ./program \"$@\""
            case "java": "exec java \(main) \"$@\""
            case "cpp": "g++ -O1 -o program \(main) 2>&1 && exec ./program \"$@\""
            default: throw TestFailure("\(step.file.name): no control for \(step.language)")
            }
        var environment = CommandLineTool.environment(home: directory.path)
        environment["UNPROTECTED"] = "1"
        for (name, value) in step.header.request["env"].members { environment[name] = value.string }
        let process = try ChildProcess(
            "/usr/bin/unshare",
            [
                "--mount", "--pid", "--fork", "--kill-child", "--ipc", "--uts", "--mount-proc", "--propagation",
                "private", "/bin/bash", "-c", command, "program",
            ] + step.header.request["args"].items.compactMap(\.string),
            environment: environment, directory: directory.path, stdin: directory.path + "/stdin",
            stdout: directory.path + "/stdout", stderr: directory.path + "/stderr")
        do {
            try await process.wait(atMost: limit)
        } catch {
            // What it printed until then counts.
        }
        return directory.read("stdout") + directory.read("stderr")
    }
}
