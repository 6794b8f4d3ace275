import RunletServer
import Testing

@Suite("The pulse of a WebSocket")
struct WebSocketPulseTests {
    private func quiet(_ pulse: inout WebSocketPulse, _ nonce: UInt64 = 7) -> WebSocketPulse.Action {
        pulse.look(pendingBytes: 0, writes: 0, isMessageOpen: false, nonce: nonce)
    }

    @Test("a ping every 20 s; two without an answer are the end")
    func silence() {
        var pulse = WebSocketPulse(messageTimeout: 60)
        let actions = (1...6).map { quiet(&pulse, UInt64($0)) }
        #expect(actions == [.none, .ping(2), .none, .ping(4), .none, .lost])
    }

    @Test("an answer to any of them is a sign of life, other numbers are not")
    func answers() {
        var pulse = WebSocketPulse(messageTimeout: 60)
        for look in 1...100 {
            let action = quiet(&pulse, UInt64(look))
            #expect(action != .lost)
            if look % 4 == 0 { pulse.pong(UInt64(look) - 2) }
        }
        var deaf = WebSocketPulse(messageTimeout: 60)
        let actions = (1...6).map { look -> WebSocketPulse.Action in
            deaf.pong(99)
            return quiet(&deaf, UInt64(look))
        }
        #expect(actions.last == .lost)
    }

    @Test("who takes nothing for 30 s is lost, who takes a little is not, and is not asked meanwhile")
    func stalls() {
        var stuck = WebSocketPulse(messageTimeout: 60)
        let actions = (1...4).map { _ in stuck.look(pendingBytes: 100, writes: 5, isMessageOpen: false) }
        #expect(actions == [.none, .none, .none, .lost])
        var slow = WebSocketPulse(messageTimeout: 60)
        for look in 1...50 {
            #expect(slow.look(pendingBytes: 1000 - look, writes: 0, isMessageOpen: false) == .none)
        }
        var busy = WebSocketPulse(messageTimeout: 60)
        for look in 1...50 { #expect(busy.look(pendingBytes: 1000, writes: look, isMessageOpen: false) == .none) }
    }

    @Test("a message must end in time")
    func late() {
        var pulse = WebSocketPulse(messageTimeout: 60)
        var last = WebSocketPulse.Action.none
        for look in 1...7 {
            last = pulse.look(pendingBytes: 0, writes: 0, isMessageOpen: true, nonce: UInt64(look))
            if case .ping(let number) = last { pulse.pong(number) }
            #expect((last == .late) == (look == 7))
        }
        #expect(last == .late)
    }
}
