/// How a thread of the pool does an operation. Never leaves the thread, and keeps what it learns on the way.
struct PoolAttempt {
    /// The one statement that is likely to do it, and may share a transaction with those of other operations.
    var statement: () throws -> PoolStatement? = { nil }
    /// Takes what that statement returned when it was committed, or nil where its answer was lost. True where it is
    /// done and whoever waits was told.
    var settle: (PostgresRows?) throws -> Bool = { _ in false }
    /// Does all of it, and tells whoever waits. Called again on another connection where one is lost.
    let run: (PostgresConnection) throws -> Void
}
