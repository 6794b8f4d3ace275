/// One `/execute` as its client saw it.
struct Execution: Sendable {
    let wall: Duration
    let stages: StageTimes

    /// What the engine adds to making the sandbox and running the program.
    var engine: Double { wall.milliseconds - stages.prepare - stages.run }

    /// What no stage covers: HTTP, JSON and the store.
    var rest: Double { engine - stages.queue - stages.collect }
}
