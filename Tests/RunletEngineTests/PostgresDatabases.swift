import RunletPostgres
import TestServers

/// The databases of the tests, each a copy of one that was migrated once.
actor PostgresDatabases {
    static let shared = PostgresDatabases()
    private static let template = "runlet_template"

    private var preparation: Task<PostgresServer, any Error>?
    private var creations: [String: Task<String, any Error>] = [:]

    /// The connection string of the database that belongs to a temporary directory: the same for the same one.
    func dsn(for directory: String) async throws -> String {
        let preparation = preparation ?? Task { try await Self.prepare() }
        self.preparation = preparation
        let creation =
            creations[directory]
            ?? Task {
                let server = try await preparation.value
                let name = "t" + directory.suffix(32)
                try await server.createDatabase(name, template: Self.template)
                return server.dsn(name)
            }
        creations[directory] = creation
        return try await creation.value
    }

    private static func prepare() async throws -> PostgresServer {
        let server = try await PostgresServer.shared()
        try await server.createDatabase(template)
        let store = try PostgresDatastore(dsn: server.dsn(template))
        try await store.migrate()
        // A database with connections cannot be copied.
        await store.shutdown()
        return server
    }
}
