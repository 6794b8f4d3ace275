/// News of a task in a coordinator's hands.
public struct EventDelivery: Sendable {
    public let event: TaskEvent
    private let settle: @Sendable () async -> Void

    public init(_ event: TaskEvent, settle: @escaping @Sendable () async -> Void) {
        self.event = event
        self.settle = settle
    }

    /// What follows from it is stored: forget it. What was not acknowledged may be delivered again.
    public func acknowledge() async {
        await settle()
    }
}
