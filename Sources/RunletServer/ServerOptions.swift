public import RunletCore

/// How the HTTP server is set up.
public struct ServerOptions: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 for one that the system picks.
    public var port: Int
    public var endpoints: EndpointToggles
    /// The most bytes of a request's body. Above it the answer is 413.
    public var bodyLimit: Int
    /// The name of this node, as `/health` and `/nodes` show it.
    public var nodeName: String
    public var version: String
    /// The most bytes that shared snippets take together.
    public var snippetBytes = 256 << 20
    /// What requests must show. Nil where nothing.
    public var key: AccessKey?
    /// What the operators' requests must show instead. Nil where nothing else.
    public var operatorKey: AccessKey?
    /// The name and the password that requests must show besides, as `NAME:PASSWORD`. Nil where none.
    public var basic: AccessKey?
    /// The requests that a client may make in a second. Nil where as many as it likes.
    public var rateLimit: Int?
    /// Whether each request is a line in the log.
    public var logsRequests = false
    /// The addresses of proxies whose `X-Forwarded-For` tells who the client is.
    public var proxies: [String] = []
    /// Those whose pages may use the API, beside the server's own.
    public var origins = AllowedOrigins.none
    /// Names of this server beside localhost. Where there are any, or it listens on the loopback alone, and nobody needs a
    /// key, requests under other names are refused.
    public var hosts: [String] = []
    /// What a request can ask for at most, and what it gets; for the playground.
    public var caps = Limits.caps
    public var defaults = Limits.run
    /// The most connections at one time. Above it the kernel's backlog fills up, then connections are refused.
    public var maxConnections: Int
    /// The connections that the kernel keeps for us until we accept them.
    public var backlog: Int
    /// Seconds after which a connection is closed that has no request in progress, or whose request does not arrive.
    public var idleTimeout: Int
    /// Seconds that a request's body may take to arrive.
    public var bodyTimeout: Int

    public init(
        host: String = "127.0.0.1", port: Int = 8000, endpoints: EndpointToggles = EndpointToggles(),
        bodyLimit: Int = 2 << 20, nodeName: String = "", version: String = "", maxConnections: Int = 4096,
        backlog: Int = 1024, idleTimeout: Int = 60, bodyTimeout: Int = 60
    ) {
        self.host = host
        self.port = port
        self.endpoints = endpoints
        self.bodyLimit = max(bodyLimit, 1)
        self.nodeName = nodeName
        self.version = version
        self.maxConnections = max(maxConnections, 1)
        self.backlog = max(backlog, 1)
        self.idleTimeout = max(idleTimeout, 1)
        self.bodyTimeout = max(bodyTimeout, 1)
    }

    package var access: AccessPolicy {
        AccessPolicy(
            key: key, operatorKey: operatorKey, basic: basic, origins: origins, hosts: allowedHosts)
    }

    /// Whoever shows a key is no page of somebody else's. On a network, others may know this machine by any name.
    private var allowedHosts: AllowedHosts {
        guard key == nil, basic == nil, isOnLoopback || !hosts.isEmpty else { return .all }
        return .these(Set((hosts + [host]).map { $0.lowercased() }))
    }

    private var isOnLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// Whether whoever can reach this machine is an operator.
    var isOpenToAll: Bool { key == nil && operatorKey == nil && basic == nil && !isOnLoopback }
}
