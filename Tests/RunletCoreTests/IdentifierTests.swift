import RunletCore
import Testing

@Suite("Ids and times")
struct IdentifierTests {
    @Test("ids are 32 hexadecimal digits and differ")
    func identifiers() {
        let ids = (0..<1000).map { _ in Identifier.random().rawValue }
        #expect(Set(ids).count == 1000)
        #expect(ids.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test("times are written in UTC, and time set back is no negative time")
    func times() {
        #expect(Timestamp(microseconds: 1_769_860_800_123_456).rfc3339 == "2026-01-31T12:00:00.123Z")
        #expect(Timestamp(microseconds: 0).rfc3339 == "1970-01-01T00:00:00.000Z")
        let (early, late) = (Timestamp(microseconds: 1000), Timestamp(microseconds: 2500))
        #expect(late.milliseconds(since: early) == 1.5)
        #expect(early.milliseconds(since: late) == 0)
    }
}
