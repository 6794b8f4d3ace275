/// Says once what becomes of a message. One that is let go of unsaid is delivered again.
final class MessageTicket: Sendable {
    private let inbox: Inbox<ConsumerRequest>
    private let subscription: UInt64
    private let ticket: Ticket
    private let isSettled = Once()

    init(_ inbox: Inbox<ConsumerRequest>, subscription: UInt64, _ ticket: Ticket) {
        self.inbox = inbox
        self.subscription = subscription
        self.ticket = ticket
    }

    deinit {
        settle(isDone: false)
    }

    func acknowledge() {
        settle(isDone: true)
    }

    private func settle(isDone: Bool) {
        guard isSettled.pass() else { return }
        inbox.send(.settleMessage(id: subscription, ticket, isDone: isDone))
    }
}
