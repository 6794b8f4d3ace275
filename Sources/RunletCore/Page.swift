/// A page of a longer list.
public struct Page<Item: Sendable>: Sendable {
    public var items: [Item]
    /// From 1.
    public var number: Int
    /// The number of items on all pages.
    public var totalItems: Int
    public var totalPages: Int

    public init(items: [Item], number: Int, size: Int, totalItems: Int) {
        self.items = items
        self.number = number
        self.totalItems = totalItems
        totalPages = (totalItems + size - 1) / max(size, 1)
    }
}
