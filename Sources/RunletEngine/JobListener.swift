public import RunletCore

/// Called once, when the job has ended and the store has its end. Must return soon. Lives only as long as the process.
public typealias JobListener = @Sendable (Job) -> Void
