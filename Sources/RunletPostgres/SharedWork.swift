/// Work that one statement is likely to do, in a transaction that it may share.
protocol SharedWork: SendableMetatype {
    associatedtype Value: Sendable

    /// The statement, or nil where it takes more than one.
    mutating func statement() throws -> PoolStatement?
    /// Takes what the statement returned when it was committed, or nil where its answer was lost.
    mutating func settle(_ rows: PostgresRows?) throws -> FirstTry<Value>
    /// Does what the statement did not, whatever came of it.
    mutating func complete(_ connection: PostgresConnection) throws -> Value
}

/// What came of a statement.
enum FirstTry<Value> {
    case done(Value)
    case undone
}

extension SharedWork {
    /// Does all of it on a connection of its own.
    mutating func run(_ connection: PostgresConnection) throws -> Value {
        if let statement = try statement() {
            do {
                let rows = try connection.execute(statement.sql, statement.parameters)
                if case .done(let value) = try settle(rows) { return value }
            } catch PostgresFailure.lost(let reason) {
                _ = try settle(nil)
                throw PostgresFailure.lost(reason)
            }
        }
        return try complete(connection)
    }
}
