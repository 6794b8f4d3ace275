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
        public var logger = RequestLogger()

        public init() {}
    }

    public struct CORS: Sendable, Equatable {
        public var enabled = false
        /// `*`, or origins separated by commas.
        public var origins = "*"

        public init() {}

        /// Each for itself, in the form in which browsers send them; `*` alone for all.
        public var list: [String] {
            origins.split(separator: ",", omittingEmptySubsequences: false).map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()).lowercased()
            }
        }

        /// `scheme://host[:port]`, or `*`. What has a path would never match.
        static func isOrigin(_ text: String) -> Bool {
            if text == "*" { return true }
            guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
            let rest = text.dropFirst(scheme.count)
            return !rest.isEmpty
                && rest.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                    default: "-._~:[]".utf8.contains(byte)
                    }
                }
        }
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

    /// Lines about requests in the log.
    public struct RequestLogger: Sendable, Equatable {
        public var enabled = false

        public init() {}
    }

    public struct RateLimit: Sendable, Equatable {
        public var enabled = false
        /// Requests per second and client.
        public var rps = 20

        public init() {}
    }
}
