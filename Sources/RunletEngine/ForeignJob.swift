import RunletCore

/// The job is another coordinator's.
struct ForeignJob: Error {
    /// As it is stored.
    let job: Job
}
