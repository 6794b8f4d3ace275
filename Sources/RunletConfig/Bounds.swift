/// The ranges outside of which a number is taken for a mistake rather than a wish.
enum Bounds {
    static let pending = 1...1_000_000
    static let grace: ClosedRange<Duration> = .milliseconds(1) ... .seconds(3600)
    static let retention: ClosedRange<Duration> = .seconds(1) ... .seconds(87_600 * 3600)
    static let storage = (64 << 20)...(1 << 50)
    static let snippets = (1 << 20)...(1 << 50)
    static let connections = 1...1000
    static let concurrency = 1...1024
    static let cpus = 0.01...1024
    static let memory = (1 << 20)...(1 << 40)
    static let timeout: ClosedRange<Duration> = .milliseconds(1) ... .seconds(168 * 3600)
    static let processes = 1...65_536
    static let output = 1...(1 << 30)
    static let disk = (4 << 10)...(1 << 40)
    /// Below lie the system's own users; above, the ids that mean "nobody" and the room that slots need.
    static let uidBase = 1000...4_294_000_000
    static let body = (1 << 10)...(1 << 30)
    static let rate = 1...1_000_000
}
