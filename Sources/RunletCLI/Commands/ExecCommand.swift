import ArgumentParser
import Foundation
import Runlet
import RunletLanguages
import RunletSandbox
import RunletSandboxRuntime

/// `runlet exec FILE`: runs a file in the sandbox right here, without a server.
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Runs a file in the sandbox, streams its output, and exits with its exit code.",
        discussion: """
            What ends a program at a limit is said on standard error, and the exit code is 124 for a time-out and 125 \
            for another limit; a signal N gives 128 + N.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The file to run; - for standard input (then --language is needed).")
    var file: String

    @Argument(help: "The program's own arguments; after -- also ones that begin with a dash.")
    var arguments: [String] = []

    @Option(name: .shortAndLong, help: "The language. Default: by the file's name.")
    var language: String?

    @Option(name: .long, help: "A file to give as standard input; - for this command's own.")
    var stdin: String?

    @Option(name: .long, help: "Wall-clock limit, as in 5s or 500ms.")
    var timeout: String?

    @Option(name: .long, help: "Memory limit, as in 256MiB.")
    var memory: String?

    @Option(name: .long, help: "Cpus, as in 0.5.")
    var cpus: Double?

    @Option(name: .long, help: "Processes and threads at one time.")
    var processes: Int?

    @Option(name: .long, help: "Limit of the output, as in 1MiB.")
    var output: String?

    @Option(name: .long, help: "Limit of the files, as in 64MiB.")
    var disk: String?

    @Flag(name: .long, help: "Say on standard error how it ended and what it used.")
    var stats = false

    func run() async throws {
        let code = try await reporting {
            let configuration = try options.load().values
            let catalog = try LanguageService.loadCatalog(configuration)
            let snippet = try makeSnippet(catalog)
            let sandbox = try await SandboxSetup.makeSandbox(configuration, catalog: catalog)
            defer { Self.flush() }
            do {
                let service = LanguageService(catalog: catalog, configuration: configuration, sandbox: sandbox)
                let plan = try await service.plan(snippet)
                let code = try await Interruption.cancelling {
                    try await execute(plan, SandboxRuntime(sandbox: sandbox, node: "local"))
                }
                await sandbox.shutdown()
                return code
            } catch {
                await sandbox.shutdown()
                throw error
            }
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute(_ plan: ExecutionPlan, _ runtime: SandboxRuntime) async throws -> Int32 {
        let job = Job(name: "exec", plan: plan, createdAt: .now())
        let result = try await runtime.execute(job.tasks[0], input: TaskInputs()) { progress in
            guard case .output(_, let stream, let bytes) = progress else { return }
            (stream == .stdout ? FileHandle.standardOutput : FileHandle.standardError).write(bytes)
        }
        let phase = result.runs.first ?? result.compile
        if stats, let phase {
            Self.say(
                "\(result.outcome.rawValue): \(phase.usage.wall) ms wall, \(phase.usage.cpu) ms cpu, "
                    + "\(phase.usage.memory >> 10) KiB, prepared in \(result.stages.prepare) ms")
        }
        switch result.outcome {
        case .completed, .failed, .compileError:
            return Int32(clamping: phase?.exitCode ?? (result.outcome == .completed ? 0 : 1))
        case .signaled:
            Self.say("ended by \(phase?.signal ?? "a signal")")
            return 128 + (Signals.number(phase?.signal) ?? 0)
        case .timeout:
            Self.say("ended: timeout")
            return 124
        case .cpuLimit, .memoryLimit, .processLimit, .outputLimit, .diskLimit, .cancelled, .internalError:
            Self.say("ended: \(result.outcome.rawValue)")
            return 125
        }
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data("runlet: \(text)\n".utf8))
    }

    private static func flush() {
        try? FileHandle.standardOutput.synchronize()
    }

    private func makeSnippet(_ catalog: LanguageCatalog) throws -> Snippet {
        let name = file == "-" ? nil : URL(filePath: file).lastPathComponent
        let chosen: String
        if let language {
            chosen = language
        } else if let name, let found = catalog.languages.first(where: { $0.matches(fileName: name) }) {
            chosen = found.id
        } else {
            throw Failure("which language is \(file)? Say it with --language")
        }
        var snippet = Snippet(language: chosen)
        snippet.code = try Self.read(file)
        snippet.input.args = arguments
        if let stdin { snippet.input.stdin = try Self.read(stdin) }
        snippet.limits = LimitOverrides(
            cpus: cpus, memory: try size(memory, "memory"), timeout: try duration(timeout, "timeout"),
            processes: processes, output: try size(output, "output"), disk: try size(disk, "disk"))
        return snippet
    }

    private func size(_ text: String?, _ name: String) throws -> Int? {
        guard let text else { return nil }
        guard let bytes = ByteSize.parse(text) else { throw Failure("--\(name): expected a size such as 64MiB") }
        return bytes
    }

    private func duration(_ text: String?, _ name: String) throws -> Int? {
        guard let text else { return nil }
        guard let value = DurationText.parse(text) else { throw Failure("--\(name): expected a duration such as 5s") }
        return value
    }

    /// A file's bytes, or standard input's; at most 64 MiB.
    private static func read(_ path: String) throws -> Data {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            guard let opened = FileHandle(forReadingAtPath: path) else { throw Failure("cannot read \(path)") }
            handle = opened
        }
        let limit = 64 << 20
        guard let data = try handle.read(upToCount: limit + 1) else { return Data() }
        guard data.count <= limit else { throw Failure("\(path) is larger than 64 MiB") }
        return data
    }
}

extension Language {
    /// Whether a file of that name is of this language.
    fileprivate func matches(fileName: String) -> Bool {
        extensions.contains { fileName.hasSuffix(".\($0)") }
    }
}

/// The numbers of signals, for a shell's exit codes.
private enum Signals {
    static func number(_ name: String?) -> Int32? {
        let numbers: [String: Int32] = [
            "SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGILL": 4, "SIGTRAP": 5, "SIGABRT": 6, "SIGBUS": 7, "SIGFPE": 8,
            "SIGKILL": 9, "SIGUSR1": 10, "SIGSEGV": 11, "SIGUSR2": 12, "SIGPIPE": 13, "SIGALRM": 14, "SIGTERM": 15,
        ]
        return name.flatMap { numbers[$0] }
    }
}
