import RunletCore

/// The job is another coordinator's.
struct ForeignJob: Error, CustomStringConvertible {
    /// As it is stored.
    let job: Job

    /// For the log, so without what the job holds.
    var description: String { "the job \(job.id) is the coordinator \(job.owner)'s" }
}
