import FoundationEssentials
import RunletCore

/// Values that tests are about something else than.
enum Samples {
    static let phase = Phase(kind: .run, command: ["/bin/true"], limits: .run)

    static func plan(_ language: String = "none", code: String = "code") -> ExecutionPlan {
        ExecutionPlan(
            language: language, files: [SourceFile(name: "main", content: Data(code.utf8))], run: phase,
            inputs: [RunInput(stdin: Data([0, 255]), args: ["a b"], env: ["KEY": "é"])], artifacts: ["*.txt"])
    }

    static func job(
        _ name: String = "sample", language: String = "none", tasks count: Int = 1, acceptsFailure: Bool = true,
        retryLimit: Int = 2, priority: Int = 0, queue: String = "default", at time: Int64 = 1000
    ) -> Job {
        let created = Timestamp(microseconds: time)
        var job = Job(name: name, createdAt: created)
        job.tasks = (0..<count).map { position in
            JobTask(
                jobID: job.id, name: "task \(position)", position: position, queue: queue, priority: priority,
                plan: plan(language), acceptsFailure: acceptsFailure, retryLimit: retryLimit, createdAt: created)
        }
        return job
    }

    static func result(_ outcome: Outcome = .completed, output: String = "hello\n") -> ExecutionResult {
        var transcript = Transcript()
        transcript.append(Array(output.utf8), to: .stdout)
        transcript.append([0xFF, 0x00], to: .stderr)
        return ExecutionResult(
            outcome: outcome,
            runs: [
                PhaseResult(
                    kind: .run, outcome: outcome, exitCode: outcome == .completed ? 0 : 1, transcript: transcript,
                    usage: Usage(wall: 1.5, cpu: 0.5, memory: 4096))
            ],
            artifacts: [Artifact(name: "a.txt", content: Data([1, 2, 3]))], node: "node")
    }

    static func time(_ microseconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds)
    }
}
