import RunletCore
import RunletServer
import Testing

@Suite("What a formatter says")
struct FormatMessageTests {
    private static func message(stderr: String = "", stdout: String = "") -> String {
        var transcript = Transcript()
        transcript.append(Array(stdout.utf8), to: .stdout)
        transcript.append(Array(stderr.utf8), to: .stderr)
        return FormatResult.message(transcript, source: "main.go")
    }

    @Test(
        "names the file as the user knows it",
        arguments: [
            ("<standard input>:2:16: expected operand\n", "main.go:2:16: expected operand"),
            ("<stdin>:1:1: no\n", "main.go:1:1: no"), ("/work/main.go:1:8: error: x\n", "main.go:1:8: error: x"),
            ("\n  \n\u{1B}[31merror\u{1B}[0m\r\n", "[31merror[0m"), ("", ""),
        ])
    func names(_ said: String, _ shown: String) {
        #expect(Self.message(stderr: said) == shown)
    }

    @Test("is what was written to stdout where stderr is empty")
    func stdout() {
        #expect(Self.message(stdout: "said here") == "said here")
        #expect(Self.message(stderr: "and here", stdout: "said here") == "and here")
    }

    @Test("is short, whatever was said")
    func bounded() {
        let lines = Self.message(stderr: String(repeating: "line\n", count: 1000))
        #expect(lines == [String](repeating: "line", count: 10).joined(separator: "\n"))
        #expect(Self.message(stderr: String(repeating: "x", count: 1_000_000)).utf8.count <= 2000)
        var transcript = Transcript()
        transcript.append([0xFF, 0xFE, 0x00, 0x0A, 0xC3], to: .stderr)
        #expect(!FormatResult.message(transcript, source: "x").unicodeScalars.contains("\0"))
    }
}
