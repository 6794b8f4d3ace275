/// Why the server closes a WebSocket (RFC 6455, 7.4.1).
package enum CloseCode: UInt16, Sendable {
    case normal = 1000
    case goingAway = 1001
    case protocolError = 1002
    case unacceptableData = 1003
    case invalidText = 1007
    case policyViolation = 1008
    case messageTooLarge = 1009
}
