/// Where the engine's own time went, in milliseconds.
public struct StageTimes: Hashable, Sendable, Codable {
    /// From being accepted to being taken by a worker.
    public var queue: Double
    /// Making sandboxes: namespaces, mounts, files, up to the start of the program.
    public var prepare: Double
    /// The programs themselves.
    public var run: Double
    /// From a program's end to its result: remaining output, artifacts, accounting.
    public var collect: Double

    public init(queue: Double = 0, prepare: Double = 0, run: Double = 0, collect: Double = 0) {
        self.queue = queue
        self.prepare = prepare
        self.run = run
        self.collect = collect
    }
}
