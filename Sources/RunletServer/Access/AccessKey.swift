/// A key that a client must show. It shows itself to nobody.
public struct AccessKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// Nil where the text is empty.
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        bytes = Array(text.utf8)
    }

    /// Takes as long for a key that is almost right as for one that is all wrong.
    package func matches(_ candidate: String) -> Bool {
        var difference = bytes.count ^ candidate.utf8.count
        for (index, byte) in candidate.utf8.enumerated() { difference |= Int(byte ^ bytes[index % bytes.count]) }
        return difference == 0
    }

    public var description: String { "***" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
