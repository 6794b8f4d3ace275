import HTTPTypes

/// The endpoints that exist, each once, in the order in which they were given first.
struct EndpointTable: Sendable {
    private struct Key: Hashable {
        let method: HTTPRequest.Method
        let shape: [String]
    }

    private(set) var endpoints: [Endpoint] = []
    private let shapes: [[String]]

    /// - Parameter endpoints: of two with the same method and path, the later one holds.
    init(_ endpoints: [Endpoint]) {
        var places: [Key: Int] = [:]
        for endpoint in endpoints {
            let key = Key(method: endpoint.method, shape: Self.shape(of: endpoint.path))
            if let place = places[key] {
                self.endpoints[place] = endpoint
            } else {
                places[key] = self.endpoints.count
                self.endpoints.append(endpoint)
            }
        }
        shapes = self.endpoints.map { Self.shape(of: $0.path) }
    }

    /// The methods that a path has, for `Allow`; empty where there is no such path.
    func methods(for path: String) -> [String] {
        let parts = path.split(separator: "/")
        var methods: Set<String> = []
        for (endpoint, shape) in zip(endpoints, shapes) where Self.covers(shape, parts) {
            methods.insert(endpoint.method.rawValue)
        }
        guard !methods.isEmpty else { return [] }
        if methods.contains("GET") { methods.insert("HEAD") }
        methods.insert("OPTIONS")
        return methods.sorted()
    }

    private static func covers(_ shape: [String], _ parts: [Substring]) -> Bool {
        // `**` at the end stands for one part or more.
        let isOpen = shape.last == "**" && parts.count > shape.count
        guard isOpen || parts.count == shape.count else { return false }
        return zip(shape, parts).allSatisfy { $0.hasPrefix("*") || $0 == $1 }
    }

    /// The path's parts with `*` for each parameter, since `/jobs/{id}` and `/jobs/:job` are the same route.
    private static func shape(of path: String) -> [String] {
        path.split(separator: "/").map { part in
            part.hasPrefix("{") || part.hasPrefix(":") || part == "*" ? "*" : String(part)
        }
    }
}
