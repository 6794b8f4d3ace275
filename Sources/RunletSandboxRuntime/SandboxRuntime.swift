import FoundationEssentials
public import RunletCore
public import RunletSandbox
import Synchronization

/// Executes plans in the native sandbox: one fresh sandbox per phase.
///
/// The compile phase's working directory travels to the run phases as a pack; nothing of it is looked at on the way.
public struct SandboxRuntime: TaskRuntime {
    /// The most bytes of artifacts that one result carries: of their contents, and of their names as the answer has them.
    public static let artifactBytes = 16 << 20
    /// The most artifacts that one result carries.
    public static let artifactFiles = 1000

    private let sandbox: Sandbox
    private let node: String

    public init(sandbox: Sandbox, node: String) {
        self.sandbox = sandbox
        self.node = node
    }

    public func execute(
        _ task: JobTask, input later: TaskInputs, report: @escaping @Sendable (ExecutionProgress) -> Void
    ) async throws -> ExecutionResult {
        let plan = task.plan
        var result = ExecutionResult(outcome: .completed, node: node)
        var files = try SandboxPack(plan.files.map { SandboxPack.File(name: $0.name, content: Array($0.content)) })

        if let compile = plan.compile {
            let (phase, pack, _) = try await run(
                compile, RunInput(), nil, files, packs: true, stages: &result.stages, report: report)
            result.compile = phase
            guard phase.outcome == .completed else {
                // A limit keeps its own name; the phase's result says where it was met.
                let isPlainFailure = phase.outcome == .failed || phase.outcome == .signaled
                result.outcome = isPlainFailure ? .compileError : phase.outcome
                return result
            }
            if let pack { files = pack }
        }

        for (index, input) in plan.inputs.enumerated() {
            let wantsArtifacts = index == 0 && !plan.artifacts.isEmpty
            let interactive = index == 0 ? plan.interaction.map { SandboxInput(SandboxInput.Kind($0)) } : nil
            if let interactive { later.connect { interactive.take($0) } }
            let (phase, pack, packTruncated) = try await run(
                plan.run, input, interactive, files, packs: wantsArtifacts, stages: &result.stages, report: report)
            if index == 0 { result.outcome = phase.outcome }
            result.runs.append(phase)
            if wantsArtifacts {
                (result.artifacts, result.artifactsTruncated) = await ArtifactFilter(globs: plan.artifacts)
                    .select(from: pack, room: ArtifactRoom(bytes: Self.artifactBytes, files: Self.artifactFiles))
                // Whether what could not be collected was asked for, nobody can tell any more.
                if packTruncated { result.artifactsTruncated = true }
            }
        }
        return result
    }

    public func checkHealth() async throws {
        let program = SandboxProgram(
            command: ["/bin/true"], limits: SandboxLimits(memory: 32 << 20, wallTime: 5_000_000_000, processes: 4))
        let result = try await sandbox.run(program) { _, _ in }
        guard result.ending == .exited(0) else { throw SandboxError.lost }
    }

    private func run(
        _ phase: Phase, _ input: RunInput, _ interactive: SandboxInput?, _ files: SandboxPack, packs: Bool,
        stages: inout StageTimes, report: @escaping @Sendable (ExecutionProgress) -> Void
    ) async throws -> (result: PhaseResult, pack: SandboxPack?, packTruncated: Bool) {
        var environment = SandboxProgram.defaultEnvironment
        if case .terminal = interactive?.kind { environment["TERM"] = "xterm-256color" }
        environment.merge(phase.env) { $1 }
        environment.merge(input.env) { $1 }
        let program = SandboxProgram(
            command: phase.command + input.args, environment: environment, files: files, stdin: Array(input.stdin),
            input: interactive, limits: SandboxLimits(phase.limits), packs: packs)
        let kind = phase.kind
        let transcript = Mutex(Transcript())
        var outcome = PhaseResult(kind: kind, outcome: .completed)
        do {
            let end = try await sandbox.run(program) { stream, bytes in
                let stream: OutputStream = stream == .stdout ? .stdout : .stderr
                transcript.withLock { $0.append(bytes, to: stream) }
                report(.output(kind, stream, Data(bytes)))
            }
            stages.prepare += milliseconds(end.prepareTime)
            stages.run += milliseconds(end.wallTime)
            stages.collect += milliseconds(end.collectTime)
            outcome.outcome = Outcome(end.ending)
            outcome.exitCode = end.exitCode.map(Int.init)
            outcome.signal = end.signal.map(SignalName.text)
            outcome.truncated = end.outputTruncated
            outcome.usage = Usage(
                wall: milliseconds(end.wallTime), cpu: milliseconds(end.cpuTime), memory: end.memoryPeak)
            outcome.transcript = transcript.withLock { $0 }
            report(.phaseEnded(kind, outcome.outcome))
            return (outcome, end.pack, end.packTruncated)
        } catch let error as SandboxError {
            // What a user's files can bring about is a result; the rest is ours.
            switch error {
            case .notExecutable:
                outcome.outcome = .failed
                outcome.exitCode = 127
            case .filesTooLarge:
                outcome.outcome = .diskLimit
            case .requestTooLarge:
                outcome.outcome = .failed
                outcome.exitCode = 126
            default:
                throw error
            }
            outcome.transcript.append(Array("\(error)\n".utf8), to: .stderr)
            report(.phaseEnded(kind, outcome.outcome))
            return (outcome, nil, true)
        }
    }

    private func milliseconds(_ nanoseconds: UInt64) -> Double {
        // Microseconds are as fine as anybody reads.
        (Double(nanoseconds) / 1000).rounded() / 1000
    }
}
