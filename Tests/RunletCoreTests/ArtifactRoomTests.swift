import RunletCore
import Testing

@Suite("The room for artifacts")
struct ArtifactRoomTests {
    private static let head = ArtifactRoom.overhead

    /// What of the files fits.
    private static func taken(_ files: [(name: String, size: Int)], _ room: inout ArtifactRoom) -> [Bool] {
        files.map { room.take(name: $0.name, size: $0.size) }
    }

    @Test("is taken by contents, names, and what is said of them")
    func bytes() {
        var room = ArtifactRoom(bytes: 100 + 2 * Self.head, files: 10)
        #expect(Self.taken([("a", 100 + Self.head), ("ab", 48), ("a", 50)], &room) == [false, true, false])
        #expect(!room.isFull)
        #expect(Self.taken([("a", 49), ("", 0)], &room) == [true, false])
        #expect(room.isFull)
    }

    @Test("is bounded in number, whatever the files hold")
    func number() {
        var room = ArtifactRoom(bytes: 1 << 20, files: 3)
        #expect(Self.taken((0..<5).map { ("\($0)", 0) }, &room) == [true, true, true, false, false])
        #expect(room.isFull)
    }

    @Test(
        "counts a name as JSON writes it", arguments: [("aa", 2), ("\u{1}", 6), ("\n", 6), ("\"\\", 4), ("\u{E9}", 2)])
    func escapes(_ name: String, _ size: Int) {
        var room = ArtifactRoom(bytes: Self.head + size, files: 1)
        var less = ArtifactRoom(bytes: Self.head + size - 1, files: 1)
        #expect(Self.taken([(name, 0)], &room) == [true])
        #expect(Self.taken([(name, 0)], &less) == [false])
    }

    @Test("does not trap on sizes beyond reason", arguments: [Int.max, -1, Int.min])
    func extremes(_ size: Int) {
        var room = ArtifactRoom(bytes: .max, files: 1)
        #expect(Self.taken([("a", size), ("a", 0)], &room) == [false, true])
    }
}
