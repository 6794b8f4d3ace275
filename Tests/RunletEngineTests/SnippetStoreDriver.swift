import RunletCore
import RunletPostgres
import RunletSQLite
import Testing

/// A store of snippets that the conformance suite is run against.
enum SnippetStoreDriver: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres

    var testDescription: String { rawValue }

    /// Opens the store of the directory, with what it held.
    func open(_ directory: String) async throws -> any SnippetStore {
        switch self {
        case .sqlite: try SQLiteDatastore(path: directory + "/runlet.db")
        case .postgres: try PostgresDatastore(dsn: try await PostgresDatabases.shared.dsn(for: directory))
        }
    }
}
