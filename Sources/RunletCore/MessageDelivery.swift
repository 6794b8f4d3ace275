/// A message in a coordinator's hands.
public struct MessageDelivery: Sendable {
    public let message: CoordinatorMessage
    private let settle: @Sendable () async -> Void

    public init(_ message: CoordinatorMessage, settle: @escaping @Sendable () async -> Void) {
        self.message = message
        self.settle = settle
    }

    /// What follows from it is stored: forget it. What was not acknowledged may be delivered again.
    public func acknowledge() async {
        await settle()
    }
}
