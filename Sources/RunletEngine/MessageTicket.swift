import RunletCore
import Synchronization

/// Says once what becomes of a message. One that is let go of unsaid goes back to its channel.
final class MessageTicket: Sendable {
    private let letter: MessageChannel.Letter
    private let channel: MessageChannel
    private let isSettled = Atomic(false)

    init(_ letter: MessageChannel.Letter, of channel: MessageChannel) {
        self.letter = letter
        self.channel = channel
    }

    deinit {
        if !isSettled.load(ordering: .relaxed) { channel.takeBack(letter) }
    }

    func acknowledge() {
        if !isSettled.exchange(true, ordering: .relaxed) { channel.took(letter) }
    }
}
