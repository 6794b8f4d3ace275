/// One statement with its values.
struct PoolStatement {
    let sql: String
    let parameters: PostgresParameters
    /// What it locks. Those that share a transaction come in this order, so that two such do not wait for each other.
    let key: String
}
