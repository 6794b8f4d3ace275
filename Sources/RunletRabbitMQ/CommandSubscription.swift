/// A worker's commands. They are acknowledged when the worker takes them, so that input waits at the server.
struct CommandSubscription {
    static let prefetch: UInt16 = 16

    let continuation: AsyncStream<CommandDelivery>.Continuation
    /// Who waits until the commands arrive here.
    var ready: CheckedContinuation<Void, any Error>?
    /// 0 while there is none.
    var channel: UInt16 = 0
}
