/// Asks a coordinator what happened to one of its jobs since. It answers when there is something to tell, or after a
/// while with nothing.
public struct EventsQuestion: Hashable, Sendable, Codable {
    /// Of the asker's choice, for the answer.
    public var id: UInt64
    public var jobID: JobID
    /// The sequence number of the last event that is known.
    public var after: Int
    /// The coordinator that asks.
    public var asker: String

    public init(id: UInt64, jobID: JobID, after: Int, asker: String) {
        self.id = id
        self.jobID = jobID
        self.after = after
        self.asker = asker
    }
}
