public import RunletCore

/// Why the PostgreSQL store cannot be used. Each says what to do; none holds a password.
public enum PostgresDatastoreError: TemporaryError, Hashable, CustomStringConvertible {
    /// The connection string cannot be understood.
    case invalidDSN(reason: String)
    /// Nobody answers there.
    case unreachable(reason: String)
    /// The server does not let this user in.
    case refused(reason: String)
    /// The database keeps texts in another encoding than UTF-8.
    case wrongEncoding(String)
    /// The tables are of an older version than this program, or are not there (version 0).
    case oldSchema(version: Int, needed: Int)
    /// The tables were made by a newer version of the program.
    case newSchema(version: Int, known: Int)
    /// The server refused a statement.
    case failed(state: String, reason: String)
    /// All connections were in use for too long.
    case busy
    /// The connection broke while a change was stored, and too much has changed since to tell whether it was.
    case unknownOutcome(id: String)
    /// A stored record cannot be read.
    case unreadableRecord(id: String)
    /// The store was shut down.
    case closed

    public var isTemporary: Bool {
        switch self {
        // Of what a server refuses, most is of the moment: no room, a lock, a shutdown.
        case .unreachable, .refused, .failed, .busy, .unknownOutcome, .closed: true
        case .invalidDSN, .wrongEncoding, .oldSchema, .newSchema, .unreadableRecord: false
        }
    }

    public var description: String {
        switch self {
        case .invalidDSN(let reason):
            "datastore.postgres.dsn cannot be used: \(reason). It has the form "
                + "postgres://user:password@host:5432/database, with special characters percent-encoded"
        case .unreachable(let reason):
            "the PostgreSQL server cannot be reached (\(reason)): check that it runs and accepts connections, or set "
                + "datastore.postgres.dsn"
        case .refused(let reason):
            "the PostgreSQL server refuses the connection (\(reason)): check user, password and database in "
                + "datastore.postgres.dsn"
        case .wrongEncoding(let encoding):
            "the PostgreSQL database has the encoding \(encoding): create one with ENCODING 'UTF8' and name it in "
                + "datastore.postgres.dsn"
        case .oldSchema(0, _):
            "the PostgreSQL database has no tables of Runlet: run `runlet migration`, or set datastore.postgres.dsn to "
                + "the database that has them"
        case .oldSchema(let version, let needed):
            "the schema is old (version \(version) of \(needed)): run `runlet migration`"
        case .newSchema(let version, let known):
            "the schema is of a newer version (\(version); this program knows \(known)): use that version, or set "
                + "datastore.postgres.dsn to another database"
        case .failed(let state, let reason):
            "the PostgreSQL server refused a statement (\(state): \(reason))"
        case .busy:
            "all connections to the PostgreSQL server were in use for too long: look for what keeps the server busy"
        case .unknownOutcome(let id):
            "the connection to the PostgreSQL server broke while \(id) was stored, and it cannot be told whether it was"
        case .unreadableRecord(let id):
            "the stored record \(id) cannot be read: remove it, or restore a copy of the database"
        case .closed: "the store was shut down"
        }
    }
}
