public import RunletCore

/// How long tasks waited and ran, by language and by what came of them, since the start of this process.
public struct RunTimes: Sendable {
    public struct Kind: Hashable, Sendable {
        public var language: String
        public var outcome: Outcome
    }

    /// From the start of a task's last attempt to its end.
    public private(set) var runs: [Kind: DurationHistogram] = [:]
    /// From being scheduled to that start.
    public private(set) var waits = DurationHistogram()

    package init() {}

    /// Counts the tasks of a job that has ended. Those that never began are counted with no time.
    package mutating func record(_ job: Job) {
        for task in job.tasks where task.state.isTerminal {
            let outcome = task.result?.outcome ?? (task.state == .cancelled ? .cancelled : .internalError)
            let start = task.startedAt
            let seconds = start.flatMap { task.endedAt?.milliseconds(since: $0) }.map { $0 / 1000 }
            runs[Kind(language: task.plan.language, outcome: outcome), default: DurationHistogram()]
                .add(seconds: seconds ?? 0)
            if let start { waits.add(seconds: start.milliseconds(since: task.scheduledAt ?? task.createdAt) / 1000) }
        }
    }
}
