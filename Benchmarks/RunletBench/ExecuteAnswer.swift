/// What the benchmark reads of an answer of `/execute`.
struct ExecuteAnswer: Decodable {
    struct Usage: Decodable {
        let stages: StageTimes
    }

    let output: String
    let outcome: String
    let usage: Usage
}
