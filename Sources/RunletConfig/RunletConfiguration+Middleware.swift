extension RunletConfiguration {
    /// What stands between a connection and the API.
    public struct Middleware: Sendable, Equatable {
        public var web = Web()

        public init() {}
    }

    public struct Web: Sendable, Equatable {
        /// Bytes of a request's body before it is refused with 413.
        public var bodyLimit = 2 << 20
        public var cors = CORS()
        public var basicAuth = BasicAuth()
        public var keyAuth = KeyAuth()
        public var rateLimit = RateLimit()

        public init() {}
    }

    public struct CORS: Sendable, Equatable {
        public var enabled = false
        /// `*`, or origins separated by commas.
        public var origins = "*"

        public init() {}
    }

    public struct BasicAuth: Sendable, Equatable {
        public var enabled = false
        public var username = ""
        public var password = Secret("")

        public init() {}
    }

    public struct KeyAuth: Sendable, Equatable {
        public var enabled = false
        public var key = Secret("")

        public init() {}
    }

    public struct RateLimit: Sendable, Equatable {
        public var enabled = false
        /// Requests per second and client.
        public var rps = 20

        public init() {}
    }
}
