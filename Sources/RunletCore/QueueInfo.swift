/// A queue as operators see it.
public struct QueueInfo: Hashable, Sendable, Codable {
    public var name: String
    /// Tasks that wait.
    public var size: Int
    /// Tasks received and not yet acknowledged.
    public var unacknowledged: Int
    /// Receivers that wait for a task.
    public var subscribers: Int

    public init(name: String, size: Int, unacknowledged: Int, subscribers: Int) {
        self.name = name
        self.size = size
        self.unacknowledged = unacknowledged
        self.subscribers = subscribers
    }
}
