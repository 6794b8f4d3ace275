/// Why there is no playground.
public struct PlaygroundError: Error, CustomStringConvertible {
    public let description: String
    /// Whether there is nothing at all, rather than something wrong.
    public let isMissing: Bool

    init(_ description: String, isMissing: Bool = false) {
        self.description = description
        self.isMissing = isMissing
    }
}
