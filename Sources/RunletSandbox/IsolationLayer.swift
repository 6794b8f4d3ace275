/// A layer of the isolation, and whether it holds here.
public struct IsolationLayer: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case inForce = "in-force"
        /// In force, but this machine could do better.
        case weaker
        case missing
    }

    public var name: String
    public var state: State
    /// What was seen.
    public var detail: String
    /// What to do about it where it is missing or weaker.
    public var remedy: String?

    public init(_ name: String, _ state: State, _ detail: String, remedy: String? = nil) {
        self.name = name
        self.state = state
        self.detail = detail
        self.remedy = remedy
    }
}
