/// Why something could not be done over a connection.
enum AMQPFailure: Error, Sendable {
    /// The connection is of no use any more.
    case lost(String)
    /// Only the channel is.
    case channel(UInt16, code: UInt16, String)

    static let notFound: UInt16 = 404

    var text: String {
        switch self {
        case .lost(let text), .channel(_, _, let text): text
        }
    }
}
