/// Which groups of endpoints exist. One that is turned off answers 404, as if it had never been written.
public struct EndpointToggles: Hashable, Sendable {
    public var health = true
    public var jobs = true
    public var tasks = true
    public var nodes = true
    public var queues = true
    public var stats = true
    public var metrics = true
    public var users = true
    public var execute = true
    public var languages = true
    public var snippets = true
    public var openapi = true
    public var playground = true

    public init() {}
}
