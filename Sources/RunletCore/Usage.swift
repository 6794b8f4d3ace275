/// What a phase used.
public struct Usage: Hashable, Sendable, Codable {
    /// Wall-clock milliseconds from the program's start to its end.
    public var wall: Double
    /// Milliseconds of processor time, user and system, of all its processes.
    public var cpu: Double
    /// The most bytes of memory held at one time, files in the run's own file system included.
    public var memory: Int

    public init(wall: Double = 0, cpu: Double = 0, memory: Int = 0) {
        self.wall = wall
        self.cpu = cpu
        self.memory = memory
    }
}
