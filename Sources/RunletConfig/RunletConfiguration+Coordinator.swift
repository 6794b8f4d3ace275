extension RunletConfiguration {
    /// The side that clients talk to.
    public struct Coordinator: Sendable, Equatable {
        public var address = ListenAddress(host: "127.0.0.1", port: 8000)
        /// Names under which clients may ask for the server, beside addresses and those without a dot.
        public var hosts: [String] = []
        /// Addresses of proxies whose `X-Forwarded-For` tells who the client is.
        public var proxies: [String] = []
        public var api = API()
        /// Jobs accepted and not ended before new ones are refused with 429.
        public var maxPending = 1000
        /// How long a graceful shutdown waits for what is running.
        public var graceTimeout = Duration.seconds(30)
        public var operators = Operators()

        public init() {}
    }

    /// Those who see every job.
    public struct Operators: Sendable, Equatable {
        /// Empty for none: then the operators' endpoints are as open as the others.
        public var key = Secret("")

        public init() {}
    }

    /// The HTTP API.
    public struct API: Sendable, Equatable {
        public var endpoints = Endpoints()

        public init() {}
    }

    /// Which groups of endpoints are served; those that are not answer 404.
    public struct Endpoints: Sendable, Equatable {
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
}
