import RunletCore

/// One queue of tasks at this process: who waits, and which consumers we have at the server.
///
/// Each receiver that waits is a consumer that may hold one message, so no task lies here while another process could
/// run it. A consumer whose message was settled is kept for the next receiver, a tenth of a second long: workers that
/// take one task after the other cost no more than an acknowledgement each.
struct TaskSource {
    struct Consumer {
        var held: (ticket: Ticket, messageID: String)?
    }

    static let linger = Duration.milliseconds(100)

    let name: String
    let queue: String
    /// 0 while there is none.
    var channel: UInt16 = 0
    var receivers: [(id: UInt64, receiver: ConsumerRequest.Receiver)] = []
    /// Those with a message may get another when it is settled; those without may get one any time.
    var consumers: [String: Consumer] = [:]
    /// Messages that nobody here waits for.
    var unclaimed: [(ticket: Ticket, task: JobTask)] = []
    /// Since when there is more than is waited for.
    var surplusSince: ContinuousClock.Instant?

    init(name: String, queue: String) {
        self.name = name
        self.queue = queue
    }

    var openConsumers: Int { consumers.values.count { $0.held == nil } }
    var busyConsumers: Int { consumers.count - openConsumers }
    var hasSurplus: Bool { openConsumers + unclaimed.count > receivers.count }
    var surplusEnd: ContinuousClock.Instant? { surplusSince.map { $0 + Self.linger } }

    /// The consumer that holds a message, or held it.
    func consumer(of ticket: Ticket) -> String? {
        consumers.first { $0.value.held?.ticket == ticket }?.key
    }

    mutating func removeReceiver(_ id: UInt64) -> ConsumerRequest.Receiver? {
        guard let index = receivers.firstIndex(where: { $0.id == id }) else { return nil }
        return receivers.remove(at: index).receiver
    }

    /// What there is without a connection.
    mutating func disconnect() {
        channel = 0
        consumers = [:]
        unclaimed = []
        surplusSince = nil
    }
}
