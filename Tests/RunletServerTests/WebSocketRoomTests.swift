import RunletServer
import Testing

@Suite("Room for WebSockets")
struct WebSocketRoomTests {
    @Test("as many as there is room for, and another when one has left")
    func bound() {
        let room = WebSocketRoom(most: 2)
        #expect((1...4).map { _ in room.enter() } == [true, true, false, false])
        room.leave()
        #expect(room.enter())
        #expect(!room.enter())
    }
}
