/// Which jobs to list.
public struct JobQuery: Hashable, Sendable {
    /// From 1.
    public var page: Int
    /// 1...100.
    public var size: Int
    /// Only jobs whose name, id or state contains this, without regard to case.
    public var text: String?

    public init(page: Int = 1, size: Int = 20, text: String? = nil) {
        self.page = min(max(page, 1), 1_000_000)
        self.size = min(max(size, 1), 100)
        self.text = text
    }
}
