import FoundationEssentials
import RunletCore

/// What `POST /execute` answers of a job that has ended.
struct ExecutionAnswer {
    let job: Job
    /// Whether to list all runs also where there is one: the request had `inputs`.
    var hasInputs = false
    /// Whether to tell the output, which a client may have had as events.
    var hasOutput = true

    /// Whether the engine failed, not the program: then the answer is a 500.
    var isOurFailure: Bool {
        task?.result == nil && job.state != .cancelled
    }

    private var task: JobTask? {
        job.tasks.last { $0.result != nil } ?? job.tasks.last
    }

    var json: JSON {
        guard let task else { return .object(failure) }
        guard let result = task.result else { return .object(job.state == .cancelled ? cancelled(task) : failure) }
        return .object(answer(task, result))
    }

    private func answer(_ task: JobTask, _ result: ExecutionResult) -> JSONObject {
        // Where nothing ran, the compiler is what has something to say.
        let run = result.runs.first
        let shown = run ?? result.compile
        var object = JSONObject()
        var encoding = JSONObject()
        if hasOutput {
            let output = shown.map { OutputText($0.transcript.bytes, truncated: $0.truncated) }
            object.add("output", .string(output?.text ?? ""))
            if output?.isBase64 == true { encoding.add("output", .string("base64")) }
        }
        object.add("outcome", .string(result.outcome.rawValue))
        PhaseAnswer.addEnd(of: run, to: &object)
        PhaseAnswer.addStreams(of: shown, hasOutput: hasOutput, to: &object, encoding: &encoding)
        if let compile = result.compile { object.add("compile", PhaseAnswer.json(compile, hasOutput: hasOutput)) }
        if let run { object.add("run", PhaseAnswer.json(run, hasOutput: hasOutput)) }
        if hasInputs || task.plan.inputs.count > 1 {
            object.add("runs", .array(result.runs.map { PhaseAnswer.runJSON($0, hasOutput: hasOutput) }))
        }
        if !task.plan.artifacts.isEmpty {
            object.add("artifacts", .array(result.artifacts.map(Self.artifact)))
            if result.artifactsTruncated { object.add("artifactsTruncated", .bool(true)) }
        }
        object.add("usage", Self.usage(result))
        addOrigin(task, node: result.node, to: &object)
        return object
    }

    /// The answer for a job that was cancelled before there was anything to tell.
    private func cancelled(_ task: JobTask) -> JSONObject {
        var object = JSONObject()
        if hasOutput { object.add("output", .string("")) }
        object.add("outcome", .string(Outcome.cancelled.rawValue))
        var encoding = JSONObject()
        PhaseAnswer.addEnd(of: nil, to: &object)
        PhaseAnswer.addStreams(of: nil, hasOutput: hasOutput, to: &object, encoding: &encoding)
        addOrigin(task, node: task.node ?? "", to: &object)
        return object
    }

    private var failure: JSONObject {
        [
            "message": .string(job.error ?? task?.error ?? "the engine could not run this"),
            "id": .string(job.id.rawValue),
            "outcome": .string(Outcome.internalError.rawValue),
        ]
    }

    private func addOrigin(_ task: JobTask, node: String, to object: inout JSONObject) {
        object.add("id", .string(job.id.rawValue))
        object.add("node", .string(node))
        object.add("language", .string(task.plan.language))
        object.add("version", .optional(task.plan.version))
    }

    private static func artifact(_ artifact: Artifact) -> JSON {
        .fields([
            "name": .string(artifact.name), "size": .int(artifact.content.count), "encoding": .string("base64"),
            "content": .string(artifact.content.base64EncodedString()),
        ])
    }

    /// Of all phases together: times added up, and the most memory that one of them held.
    private static func usage(_ result: ExecutionResult) -> JSON {
        let phases = (result.compile.map { [$0] } ?? []) + result.runs
        let total = phases.reduce(into: Usage()) { total, phase in
            total.wall += phase.usage.wall
            total.cpu += phase.usage.cpu
            total.memory = max(total.memory, phase.usage.memory)
        }
        var object = JSONObject(PhaseAnswer.usage(total))
        object.add(
            "stages",
            .fields([
                "queue": .milliseconds(result.stages.queue), "prepare": .milliseconds(result.stages.prepare),
                "run": .milliseconds(result.stages.run), "collect": .milliseconds(result.stages.collect),
            ]))
        return .object(object)
    }
}
