/// Finds out that a WebSocket's client is not there any more, or takes nothing. A value without side effects.
package struct WebSocketPulse {
    package enum Action: Equatable {
        case none
        case ping(UInt64)
        /// Nobody is there.
        case lost
        /// A message takes too long.
        case late
    }

    /// Seconds between two looks. Pings go out with every other.
    package static let interval = 10
    private static let looksPerPing = 2
    private static let mostStalls = 3
    private static let mostMissing = 2

    /// In looks.
    private let messageTimeout: Int
    private var looks = 0
    private var pendingBytes = Int.max
    private var writes = 0
    private var stalls = 0
    private var openLooks = 0
    /// The pings that were not answered. They hold numbers that only who reads can know.
    private var pings: [UInt64] = []

    /// - Parameter messageTimeout: seconds that a message may take from its first piece to its last.
    package init(messageTimeout: Int) {
        self.messageTimeout = max(1, (messageTimeout + Self.interval - 1) / Self.interval)
    }

    /// Called at every interval.
    ///
    /// - Parameters:
    ///   - pendingBytes: what the connection has not taken yet.
    ///   - writes: how many writes it has taken in all.
    ///   - isMessageOpen: whether a message has begun and not ended.
    package mutating func look(
        pendingBytes: Int, writes: Int, isMessageOpen: Bool, nonce: @autoclosure () -> UInt64 = .random(in: 0 ... .max)
    ) -> Action {
        openLooks = isMessageOpen ? openLooks + 1 : 0
        if openLooks > messageTimeout { return .late }
        defer { (self.pendingBytes, self.writes) = (pendingBytes, writes) }
        guard pendingBytes == 0 else {
            // A ping would wait behind what the client is still reading.
            stalls = pendingBytes < self.pendingBytes || writes > self.writes ? 0 : stalls + 1
            return stalls >= Self.mostStalls ? .lost : .none
        }
        stalls = 0
        looks += 1
        guard looks % Self.looksPerPing == 0 else { return .none }
        guard pings.count < Self.mostMissing else { return .lost }
        let ping = nonce()
        pings.append(ping)
        return .ping(ping)
    }

    package mutating func pong(_ number: UInt64) {
        if pings.contains(number) { pings = [] }
    }
}
