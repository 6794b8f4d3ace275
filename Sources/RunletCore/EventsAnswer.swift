/// What a coordinator knows of a job's events; see ``EventsQuestion``.
public struct EventsAnswer: Hashable, Sendable, Codable {
    /// The question's.
    public var id: UInt64
    /// What came next, empty where nothing did; nil where the coordinator knows no events of the job, and the store may.
    public var events: [JobEvent]?

    public init(id: UInt64, events: [JobEvent]?) {
        self.id = id
        self.events = events
    }
}
