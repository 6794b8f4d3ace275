import FoundationEssentials
import RunletCore
import Testing

@Suite("A transcript")
struct TranscriptTests {
    @Test("keeps the order of both streams and gives each alone")
    func streams() {
        var transcript = Transcript()
        let pieces: [(String, OutputStream)] = [
            ("a", .stdout), ("b", .stdout), ("", .stderr), ("c", .stderr), ("d", .stdout),
        ]
        for (text, stream) in pieces {
            transcript.append(Array(text.utf8), to: stream)
        }
        #expect(transcript.bytes == Data("abcd".utf8))
        #expect(transcript.bytes(of: .stdout) == Data("abd".utf8))
        #expect(transcript.bytes(of: .stderr) == Data("c".utf8))
        #expect(transcript.segments.map(\.count) == [2, 1, 1])
        #expect(Transcript().bytes(of: .stdout).isEmpty)
    }

    @Test("survives a record that does not fit its bytes", arguments: [5, 1_000_000, 0])
    func damaged(_ count: Int) throws {
        let text = """
            {"bytes":"YWI=","segments":[{"stream":"stdout","count":\(count)},{"stream":"stderr","count":3}]}
            """
        let transcript = try JSONDecoder().decode(Transcript.self, from: Data(text.utf8))
        #expect(transcript.bytes(of: .stdout).count + transcript.bytes(of: .stderr).count <= 2)
    }

    @Test("is the same after JSON")
    func codable() throws {
        var transcript = Transcript()
        transcript.append([0xFF, 0x00, 0x80], to: .stderr)
        transcript.append([0x61], to: .stdout)
        let data = try JSONEncoder().encode(transcript)
        #expect(try JSONDecoder().decode(Transcript.self, from: data) == transcript)
    }
}
