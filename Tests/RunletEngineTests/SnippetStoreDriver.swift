import RunletCore
import RunletSQLite
import Testing

/// A store of snippets that the conformance suite is run against.
enum SnippetStoreDriver: String, CaseIterable, CustomTestStringConvertible {
    case sqlite

    var testDescription: String { rawValue }

    /// Opens the store in the directory, with what it held.
    func open(_ directory: String) throws -> any SnippetStore {
        switch self {
        case .sqlite: try SQLiteDatastore(path: directory + "/runlet.db")
        }
    }
}
