/// Why a database file cannot be used. Each says what to do.
public enum SQLiteDatastoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or its directory cannot be created, read or written.
    case unusable(path: String, reason: String)
    /// The file is not a database or is damaged.
    case corrupt(path: String)
    /// A newer version of the program has changed the file.
    case tooNew(path: String)
    /// A record in the file cannot be read.
    case unreadableRecord(id: String)

    public var description: String {
        switch self {
        case .unusable(let path, let reason):
            "the database \(path) cannot be used (\(reason)): check that its directory exists and that this user may "
                + "write there, or set datastore.sqlite.path"
        case .corrupt(let path):
            "the database \(path) is damaged or is not a database: move it away, and restore a copy or start anew"
        case .tooNew(let path):
            "the database \(path) was made by a newer version: use that version, or set datastore.sqlite.path to "
                + "another file"
        case .unreadableRecord(let id):
            "the stored record \(id) cannot be read: remove it, or restore a copy of the database"
        }
    }
}
