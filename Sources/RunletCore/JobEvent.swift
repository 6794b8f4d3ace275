public import struct FoundationEssentials.Data

/// What happens to a job, as its watchers see it.
public struct JobEvent: Sendable, Hashable, Codable {
    public enum Kind: Sendable, Hashable, Codable {
        case queued
        /// A worker has the task. Seen again with a higher attempt where one was lost: output before it is void.
        case started(node: String, attempt: Int)
        case output(Phase.Kind, OutputStream, Data)
        case phase(Phase.Kind, Outcome)
        /// So many bytes of a run's input were dropped, since the program does not read what waits for it.
        case inputDropped(Int)
        /// The last event of every job.
        case result(Job)
    }

    /// From 1 and without gaps, per job.
    public let sequence: Int
    public let kind: Kind

    public init(sequence: Int, kind: Kind) {
        self.sequence = sequence
        self.kind = kind
    }
}
