package import RunletCore

/// What is to be done after a job changed and the change is stored.
package enum JobAction: Sendable, Hashable {
    /// Tell the watchers that the job waits.
    case announceQueued
    /// Tell the watchers that a worker has the task.
    case announceStarted(TaskID, attempt: Int, node: String)
    /// Put the task into its queue.
    case publish(JobTask)
    /// Tell the workers to give up the task's attempts up to this one.
    case commandCancel(TaskID, throughAttempt: Int)
    /// Tell everybody that the job has ended. Comes once per life of a job.
    case finish
}
