/// A task in a worker's hands.
public struct TaskDelivery: Sendable {
    public let task: JobTask
    private let settle: @Sendable (Settlement) async throws -> Void

    public enum Settlement: Sendable {
        /// Done: forget it.
        case acknowledge
        /// Not done: deliver it again, to anybody.
        case requeue
    }

    public init(task: JobTask, settle: @escaping @Sendable (Settlement) async throws -> Void) {
        self.task = task
        self.settle = settle
    }

    public func acknowledge() async throws {
        try await settle(.acknowledge)
    }

    public func requeue() async throws {
        try await settle(.requeue)
    }
}
