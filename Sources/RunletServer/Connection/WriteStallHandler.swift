import NIOCore

/// Closes a connection whose client does not read its answer, which would hold memory and a connection for ever.
final class WriteStallHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let timeout: TimeAmount
    private var check: Scheduled<Void>?
    private var bytesLeft = Int.max

    /// - Parameter timeout: the time in which at least one byte must be taken.
    init(timeout: TimeAmount) {
        self.timeout = timeout
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stop()
        } else {
            bytesLeft = .max
            schedule(context)
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func schedule(_ context: ChannelHandlerContext) {
        check?.cancel()
        check = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
            let left = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
            if left < bytesLeft {
                bytesLeft = left
                schedule(context)
            } else {
                context.close(promise: nil)
            }
        }
    }

    private func stop() {
        check?.cancel()
        check = nil
    }
}
