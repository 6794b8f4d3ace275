import RunletCore

enum ConsumerRequest: Sendable {
    typealias Receiver = CheckedContinuation<TaskDelivery?, any Error>

    case receive(queue: String, id: UInt64, Receiver)
    case cancelReceiver(queue: String, id: UInt64)
    case settleTask(queue: String, Ticket, TaskDelivery.Settlement)
    case subscribeEvents(id: UInt64, AsyncStream<EventDelivery>.Continuation)
    /// `isDone` is false where it should be delivered again.
    case settleEvent(id: UInt64, Ticket, isDone: Bool)
    case subscribeCommands(id: UInt64, AsyncStream<CommandDelivery>.Continuation, CheckedContinuation<Void, any Error>)
    case settleCommand(id: UInt64, Ticket)
    case unsubscribe(id: UInt64)
    case inspect([String], CheckedContinuation<[QueueInfo], any Error>)
    case stop
}
