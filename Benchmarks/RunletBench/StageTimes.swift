/// Where the engine says the time went, in milliseconds.
struct StageTimes: Decodable, Sendable {
    let queue: Double
    let prepare: Double
    let run: Double
    let collect: Double
}
