/// How many characters a terminal shows.
public struct TerminalSize: Hashable, Sendable, Codable {
    /// What columns and rows may be.
    public static let range = 1...1000

    public let columns: Int
    public let rows: Int

    /// What is out of range becomes the nearest that is in it.
    public init(columns: Int = 80, rows: Int = 24) {
        self.columns = min(max(columns, Self.range.lowerBound), Self.range.upperBound)
        self.rows = min(max(rows, Self.range.lowerBound), Self.range.upperBound)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            columns: try container.decode(Int.self, forKey: .columns),
            rows: try container.decode(Int.self, forKey: .rows))
    }
}
