import FoundationEssentials
import RunletCore

/// What differs between a stored job and what is to be stored. The plan never does.
struct JobChange {
    struct TaskChange {
        var task: JobTask
        var isNewResult: Bool
        var result: Data?
    }

    private(set) var tasks: [TaskChange] = []
    private(set) var new: StoredJob
    let old: StoredJob
    let isEmpty: Bool

    init(from old: StoredJob, to job: Job, version: Int64) throws {
        var new = old
        new.job = job
        for (index, (before, after)) in zip(old.job.tasks, job.tasks).enumerated() {
            let isNewResult = before.result != after.result
            guard isNewResult || StoredState(before) != StoredState(after) else { continue }
            let result = isNewResult ? try after.result.map(EncodedPayload.encode) : nil
            if isNewResult {
                let size = Int64(result?.count ?? 0)
                new.size += size - new.resultSizes[index]
                new.resultSizes[index] = size
            }
            tasks.append(TaskChange(task: after, isNewResult: isNewResult, result: result))
        }
        let before = old.job
        isEmpty =
            tasks.isEmpty && before.state == job.state && before.startedAt == job.startedAt
            && before.endedAt == job.endedAt && before.cancelRequestedAt == job.cancelRequestedAt
            && before.error == job.error && before.owner == job.owner
        new.version = version
        self.old = old
        self.new = new
    }
}
