public import struct FoundationEssentials.Data

/// What a client has for a run that goes on.
public enum TaskInput: Hashable, Sendable, Codable {
    /// Bytes for its standard input. For a terminal these are keys: 0x03 is Ctrl-C.
    case data(Data)
    /// The end of its standard input. To a terminal this is the key Ctrl-D, and more may follow.
    case end
    /// The terminal's window has another size now. Nothing to a pipe.
    case resize(TerminalSize)

    /// The bytes that are lost with it; a piece without bytes counts as one.
    public var size: Int {
        switch self {
        case .data(let data): data.count
        case .end, .resize: 1
        }
    }
}
