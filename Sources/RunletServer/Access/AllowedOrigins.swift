/// The origins whose pages may use the API, beside the server's own.
public enum AllowedOrigins: Hashable, Sendable {
    case all
    /// As browsers write them: `https://example.com`, in small letters.
    case these(Set<String>)

    public static let none = these([])

    /// - Parameter list: origins, or `*`.
    public init(_ list: [String]) {
        self = list.contains("*") ? .all : .these(Set(list.map { $0.lowercased() }))
    }

    package func contains(_ origin: String) -> Bool {
        switch self {
        case .all: true
        case .these(let origins): origins.contains(origin.lowercased())
        }
    }

    /// Whether the origin is the server's own: what a browser sends with a request of a page that came from here.
    ///
    /// The scheme does not count, since TLS may end at a proxy.
    package static func isOwn(_ origin: String, host: String?) -> Bool {
        guard let host = host?.lowercased(), !host.isEmpty else { return false }
        let origin = origin.lowercased()
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")] where origin.hasPrefix(scheme) {
            let own = origin.dropFirst(scheme.count)
            // A browser leaves the scheme's own port out; a client's Host header may have it.
            return own == host || own + port == host
        }
        return false
    }
}
