/// There is no room for another shared snippet: all that are there were stored or read lately.
public struct SnippetStoreFull: Error, Hashable, Sendable {
    public init() {}
}
