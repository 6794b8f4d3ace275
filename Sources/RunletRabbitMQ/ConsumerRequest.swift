import RunletCore

enum ConsumerRequest: Sendable {
    typealias Receiver = CheckedContinuation<TaskDelivery?, any Error>

    case receive(queue: String, id: UInt64, Receiver)
    case cancelReceiver(queue: String, id: UInt64)
    case settleTask(queue: String, Ticket, TaskDelivery.Settlement)
    /// The continuation goes on when the queue is there, or at once where there is no connection.
    case read(id: UInt64, MessageSubscription, CheckedContinuation<Void, any Error>)
    /// `isDone` is false where it should be delivered again.
    case settleMessage(id: UInt64, Ticket, isDone: Bool)
    case listen(id: UInt64, FanoutSubscription)
    case taken(id: UInt64, Ticket)
    case unsubscribe(id: UInt64)
    case inspect([String], CheckedContinuation<[QueueInfo], any Error>)
    case stop
}
