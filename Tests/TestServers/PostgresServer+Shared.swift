extension PostgresServer {
    private static let first = SharedServer()

    /// The one that tests share, each with a database of its own. Started with the first call.
    package static func shared() async throws -> PostgresServer {
        try await first.server()
    }

    private actor SharedServer {
        private var start: Task<PostgresServer, any Error>?

        func server() async throws -> PostgresServer {
            // Outlives the test that comes first.
            let start = start ?? Task { try await PostgresServer() }
            self.start = start
            return try await start.value
        }
    }
}
